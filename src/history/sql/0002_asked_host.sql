-- The host that the request itself names: all that is known where nothing was dialled, as in a capture that answers by itself.
ALTER TABLE exchange ADD COLUMN asked_host TEXT;
