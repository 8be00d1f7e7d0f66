//! `why4xx run` with real clients: each is recorded as its server heard it, over HTTP and HTTPS, by name and by address.

use super::cli_capture::command;
use super::cli_capture::text;
use super::cli_capture::why4xx;
use std::io::BufRead;
use std::io::BufReader;
use std::io::Read;
use std::io::Write;
use std::net::TcpListener;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::mpsc;
use why4xx::transport::SessionAuthority;

/// A program in a language: how it is run, and the file that asks for the URL given as its first argument, prints the
/// answer's status, and fails where there is none.
struct Client {
    name: &'static str,
    program: &'static str,
    file: &'static str,
    source: &'static str,
    /// Whether it asks a proxy for a loopback address.
    loopback: bool,
}

const CLIENTS: &[Client] = &[
    Client {
        name: "python urllib",
        program: "python3",
        file: "a.py",
        source: "import sys, urllib.request, urllib.error\n\
            try: print(urllib.request.urlopen(sys.argv[1], b'a=b').status)\n\
            except urllib.error.HTTPError as e: print(e.code)",
        loopback: true,
    },
    Client {
        name: "node http and https",
        program: "node",
        file: "a.js",
        source: "const u = new URL(process.argv[2]);\n\
            const q = require(u.protocol.slice(0, -1)).request(u, { method: 'POST' }, (r) => {\n\
              r.resume(); console.log(r.statusCode); });\n\
            q.on('error', (e) => { console.error(e); process.exit(9); }); q.end('a=b');",
        loopback: true,
    },
    Client {
        name: "node fetch",
        program: "node",
        file: "b.js",
        source: "fetch(process.argv[2], { method: 'POST', body: 'a=b' })\n\
            .then((r) => r.text().then(() => console.log(r.status)))\n\
            .catch((e) => { console.error(e); process.exit(9); })",
        loopback: true,
    },
    Client {
        name: "ruby Net::HTTP",
        program: "ruby",
        file: "a.rb",
        source: "require 'net/http'; u = URI(ARGV[0])\n\
            Net::HTTP.start(u.host, u.port, use_ssl: u.scheme == 'https') { |h|\n\
              puts h.post(u.request_uri, 'a=b').code }",
        loopback: true,
    },
    Client {
        name: "php curl",
        program: "php",
        file: "a.php",
        source: "<?php $c = curl_init($argv[1]);\n\
            curl_setopt_array($c, [CURLOPT_POSTFIELDS => 'a=b', CURLOPT_RETURNTRANSFER => 1]);\n\
            if (curl_exec($c) === false) { fwrite(STDERR, curl_error($c)); exit(9); }\n\
            echo curl_getinfo($c, CURLINFO_RESPONSE_CODE), \"\\n\";",
        loopback: true,
    },
    Client {
        name: "perl LWP, without env_proxy",
        program: "perl",
        file: "a.pl",
        source: "use LWP::UserAgent;\n\
            my $r = LWP::UserAgent->new->post($ARGV[0], Content => 'a=b');\n\
            die $r->content if $r->header('Client-Warning'); print $r->code, \"\\n\";",
        loopback: true,
    },
    Client {
        name: "perl HTTP::Tiny",
        program: "perl",
        file: "b.pl",
        source: "use HTTP::Tiny;\n\
            my $r = HTTP::Tiny->new(verify_SSL => 1)->post($ARGV[0], { content => 'a=b' });\n\
            die $r->{content} if $r->{status} == 599; print $r->{status}, \"\\n\";",
        loopback: true,
    },
    Client {
        name: "java HttpURLConnection",
        program: "java",
        file: "Ask.java",
        source: "public class Ask { public static void main(String[] a) throws Exception {\n\
            var c = (java.net.HttpURLConnection) new java.net.URL(a[0]).openConnection();\n\
            c.setDoOutput(true); c.getOutputStream().write('a');\n\
            System.out.println(c.getResponseCode()); } }",
        loopback: true,
    },
    Client {
        name: "java HttpClient",
        program: "java",
        file: "Send.java",
        source: "import java.net.http.*;\n\
            public class Send { public static void main(String[] a) throws Exception {\n\
            var q = HttpRequest.newBuilder(java.net.URI.create(a[0]))\n\
              .POST(HttpRequest.BodyPublishers.ofString(\"a=b\")).build();\n\
            System.out.println(HttpClient.newHttpClient().send(q,\n\
              HttpResponse.BodyHandlers.discarding()).statusCode()); } }",
        loopback: true,
    },
    Client {
        name: "curl",
        program: "sh",
        file: "curl.sh",
        source: "exec curl -sS -o /dev/null -w '%{http_code}\\n' -d a=b \"$1\"",
        loopback: true,
    },
    Client {
        name: "wget",
        program: "sh",
        file: "wget.sh",
        // Its status for a refusal is 8; the answer's status is on stderr.
        source: "wget -SqO /dev/null --post-data a=b \"$1\" 2>&1 | sed -n 's/^ *HTTP[^ ]* \\([0-9]*\\).*/\\1/p'",
        loopback: true,
    },
    Client {
        name: "go net/http",
        program: "go",
        file: "a.go",
        source: "package main\nimport (\"fmt\"; \"net/http\"; \"os\"; \"strings\")\n\
            func main() { r, e := http.Post(os.Args[1], \"x/y\", strings.NewReader(\"a=b\"))\n\
            if e != nil { panic(e) }; fmt.Println(r.StatusCode) }",
        loopback: false,
    },
];

impl Client {
    /// The words that run it; `None`, said aloud, where it cannot be run here.
    fn words(&self, folder: &Path) -> Option<Vec<PathBuf>> {
        let here = match self.name {
            "php curl" => works("php", &["-r", "curl_init();"]),
            "perl LWP, without env_proxy" => works("perl", &["-MLWP::Protocol::https", "-e", "1"]),
            "perl HTTP::Tiny" => works("perl", &["-MIO::Socket::SSL", "-e", "1"]),
            // Java runs a source file with the JDK's compiler, and `keytool` makes its trust store.
            _ if self.program == "java" => works("javac", &["-version"]),
            _ if self.program == "sh" => works(self.name, &["--version"]),
            _ if self.program == "go" => works("go", &["version"]),
            _ => works(self.program, &["--version"]),
        };
        if !here {
            println!("SKIPPED: {} is not installed", self.name);
            return None;
        }
        let file = folder.join(self.file);
        std::fs::write(&file, self.source).unwrap();
        if self.program != "go" {
            return Some(vec![self.program.into(), file]);
        }
        // Built outside of `run`: the go command speaks HTTP itself.
        let binary = folder.join("asker");
        let mut go = Command::new("go");
        go.arg("build").arg("-o").arg(&binary).arg(&file);
        let built = go.output().unwrap();
        assert!(built.status.success(), "{}", text(&built.stderr));
        Some(vec![binary])
    }
}

fn works(program: &str, arguments: &[&str]) -> bool {
    let output = Command::new(program).args(arguments).stdin(Stdio::null()).output();
    output.is_ok_and(|output| output.status.success())
}

/// The server's own authority, which `run` is told to trust; with it, the name or address that it vouches for.
struct Https<'a> {
    authority: &'a SessionAuthority,
    pem: &'a Path,
}

/// A server that refuses every request, and hands out its bytes as they came.
fn hearing(tls: Option<Arc<rustls::ServerConfig>>) -> (u16, mpsc::Receiver<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (heard, hears) = mpsc::channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let (stream, heard, tls) = (stream.unwrap(), heard.clone(), tls.clone());
            std::thread::spawn(move || match tls {
                None => refuse(BufReader::new(stream), &heard),
                Some(config) => {
                    let tls = rustls::ServerConnection::new(config).unwrap();
                    refuse(BufReader::new(rustls::StreamOwned::new(tls, stream)), &heard);
                }
            });
        }
    });
    (port, hears)
}

fn refuse<S: Read + Write>(mut stream: BufReader<S>, heard: &mpsc::Sender<Vec<u8>>) {
    let (mut request, mut length) = (Vec::new(), 0);
    loop {
        let line = request.len();
        if stream.read_until(b'\n', &mut request).unwrap_or(0) == 0 {
            return;
        }
        let line = text(&request[line..]).to_ascii_lowercase();
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        if line == "\r\n" {
            break;
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).unwrap();
    request.extend(body);
    // The test looks when the client has its answer: the bytes are handed out first.
    heard.send(request).unwrap();
    let answer = "HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno";
    // What a client does about the end of a refused connection is not looked at.
    let _ = stream.get_mut().write_all(answer.as_bytes());
    let _ = stream.get_mut().flush();
}

/// Runs a client; the recording must be what the server heard, and output and status the client's own.
fn is_recorded(
    client: &Client,
    words: &[PathBuf],
    (home, host): (&Path, &str),
    tls: Option<&Https>,
) {
    let config = tls.map(|tls| tls.authority.server_config(host).unwrap());
    let scheme = if tls.is_some() { "https" } else { "http" };
    let (port, hears) = hearing(config);
    let url = format!("{scheme}://{host}:{port}/path?q=1");
    let out = home.join(port.to_string());
    let resolve = format!("api.test:{port}:127.0.0.1");
    let mut run = command(home);
    run.args(["run", "--resolve", &resolve, "--out"]).arg(&out);
    if let Some(tls) = tls {
        run.arg("--cacert").arg(tls.pem);
    }
    let output = run.arg("--").args(words).arg(&url).output().unwrap();
    let (said, name) = (text(&output.stderr), client.name);
    if host == "127.0.0.1" && !client.loopback {
        assert!(said.contains("nothing was recorded"), "{name} to {url}: {said}");
        assert!(said.contains("capture --upstream"), "{name} to {url}: {said}");
        return;
    }
    assert_eq!(output.status.code(), Some(0), "{name} to {url}: {said}");
    assert_eq!(text(&output.stdout).trim(), "403", "{name} to {url}: {said}");
    assert!(said.contains("1 exchange recorded, 1 failing"), "{name} to {url}: {said}");
    let heard = text(&hears.try_recv().unwrap());
    let list = why4xx(home, &["history", "list", "--format", "json", "--limit", "1"]).stdout;
    let list: serde_json::Value = serde_json::from_slice(&list).unwrap();
    let id = list["exchanges"][0]["id"].to_string();
    let kept = why4xx(home, &["history", "show", &id, "--format", "request"]).stdout;
    assert_eq!(text(&kept), heard, "{name} to {url}");
    if tls.is_some() {
        let sent = std::fs::read(out.join("0001-request.raw")).unwrap();
        assert_eq!(text(&sent), heard, "{name} to {url}: a tunnel changes nothing");
    }
}

#[test]
fn every_client_is_recorded_as_its_server_heard_it() {
    let home = tempfile::tempdir().unwrap();
    let authority = SessionAuthority::new().unwrap();
    let pem = home.path().join("authority.pem");
    std::fs::write(&pem, authority.pem()).unwrap();
    let https = Https { authority: &authority, pem: &pem };
    for client in CLIENTS {
        let Some(words) = client.words(home.path()) else { continue };
        for host in ["api.test", "127.0.0.1"] {
            for tls in [None, Some(&https)] {
                is_recorded(client, &words, (home.path(), host), tls);
            }
        }
    }
}
