-- What was sent and captured. Bytes are the payload; the other columns are for searching, and for what bytes cannot tell.
CREATE TABLE exchange (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    started_us    INTEGER,            -- microseconds since 1970
    via           TEXT NOT NULL,
    label         TEXT NOT NULL,
    tls           INTEGER,
    host          TEXT,
    port          INTEGER,
    method        TEXT NOT NULL,      -- escaped where it is no text
    target        TEXT NOT NULL,
    status        INTEGER,
    sent_len      INTEGER,            -- bytes of the request that were really written; NULL is all of it
    mark          TEXT,
    note          TEXT NOT NULL DEFAULT '',
    resolve_us    INTEGER,
    connect_us    INTEGER,
    tls_us        INTEGER,
    write_us      INTEGER,
    first_byte_us INTEGER,
    receive_us    INTEGER,
    total_us      INTEGER NOT NULL,
    ending        TEXT NOT NULL,
    end_stage     TEXT,
    end_message   TEXT,
    end_hint      TEXT
);
CREATE INDEX exchange_by_time ON exchange (started_us);
CREATE INDEX exchange_by_host ON exchange (host);

-- One row for the request, one for all that was received.
CREATE TABLE message (
    exchange INTEGER NOT NULL REFERENCES exchange ON DELETE CASCADE,
    side     TEXT NOT NULL,
    bytes    BLOB NOT NULL,           -- all of it, or the beginning where `file` has all
    file     TEXT,                    -- a name in the folder beside the database
    len      INTEGER NOT NULL,
    PRIMARY KEY (exchange, side)
) WITHOUT ROWID;

CREATE TABLE alteration (
    exchange INTEGER NOT NULL REFERENCES exchange ON DELETE CASCADE,
    nth      INTEGER NOT NULL,
    kind     TEXT NOT NULL,
    was      BLOB NOT NULL,
    now      BLOB NOT NULL,
    certain  INTEGER NOT NULL,
    PRIMARY KEY (exchange, nth)
) WITHOUT ROWID;

CREATE TABLE certificate (
    exchange   INTEGER PRIMARY KEY REFERENCES exchange ON DELETE CASCADE,
    subject    TEXT NOT NULL,
    issuer     TEXT NOT NULL,
    names      TEXT NOT NULL,         -- one in each line
    not_before INTEGER NOT NULL,
    not_after  INTEGER NOT NULL,
    protocol   TEXT NOT NULL
);
