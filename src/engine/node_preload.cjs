// Written by why4xx for `why4xx run`: sends this process's HTTP through the recording proxy, each connection in a
// tunnel of its own (CONNECT), so that not one byte of the requests changes. Nothing else of Node is touched.
'use strict';
const [proxyHost, proxyPort] = (process.env.WHY4XX_PROXY || '').split(/:(?=\d+$)/);
if (proxyHost && proxyPort) {
  const net = require('net');
  const tls = require('tls');
  const http = require('http');
  const https = require('https');
  const plainConnect = net.connect;

  const isProxy = (host, port) =>
    String(port) === proxyPort && (host === proxyHost || host === 'localhost');

  // Calls back with a socket that leads to host:port through the proxy.
  const tunnel = (host, port, done) => {
    const socket = plainConnect({ host: proxyHost, port: Number(proxyPort) });
    const name = net.isIPv6(host) ? `[${host}]` : host;
    let head = Buffer.alloc(0);
    const fail = (error) => {
      socket.removeListener('close', onClose);
      socket.destroy();
      done(error);
    };
    const onClose = () => fail(new Error(`why4xx: the proxy closed before ${host}:${port}`));
    const onReadable = () => {
      for (let part; (part = socket.read()) !== null; ) head = Buffer.concat([head, part]);
      const end = head.indexOf('\r\n\r\n');
      if (end < 0) return;
      socket.removeListener('readable', onReadable);
      socket.removeListener('error', fail);
      socket.removeListener('close', onClose);
      if (!/^HTTP\/1\.[01] 200 /.test(head.toString('latin1', 0, end))) {
        return fail(new Error(`why4xx: no tunnel to ${host}:${port}`));
      }
      if (head.length > end + 4) socket.unshift(head.subarray(end + 4));
      // Not paused, and no listener left: in the next turn it flows for whoever listens first, as a new socket does.
      setImmediate(done, null, socket);
    };
    socket.once('error', fail);
    socket.once('close', onClose);
    socket.on('readable', onReadable);
    socket.setNoDelay(true);
    socket.write(`CONNECT ${name}:${port} HTTP/1.1\r\nHost: ${name}:${port}\r\n\r\n`);
  };

  const patch = (agent, standardPort, finish) => {
    const direct = agent.createConnection;
    agent.createConnection = function (options, done) {
      const host = options.host || options.hostname || 'localhost';
      const port = options.port || standardPort;
      if (options.socketPath || isProxy(host, port)) {
        return direct.call(this, options, done);
      }
      tunnel(host, port, (error, socket) => {
        if (error) return done(error);
        try {
          finish(options, host, socket, done);
        } catch (thrown) {
          done(thrown);
        }
      });
      return undefined;
    };
  };
  patch(http.Agent.prototype, 80, (options, host, socket, done) => done(null, socket));
  patch(https.Agent.prototype, 443, (options, host, socket, done) => {
    const servername =
      options.servername !== undefined ? options.servername : net.isIP(host) ? '' : host;
    // With a socket of its own, host and port are not dialled: the certificate is held against the host.
    done(null, tls.connect({ ...options, socket, servername, host }));
  });

  // fetch: the dispatcher's own class, told how to connect. Absent in old Nodes.
  const key = Symbol.for('undici.globalDispatcher.1');
  try {
    void globalThis.fetch;
    void globalThis.Response;
    const Agent = globalThis[key] && globalThis[key].constructor;
    if (Agent) {
      globalThis[key] = new Agent({
        connect: ({ hostname, port, protocol, servername }, done) => {
          const secure = protocol === 'https:';
          const host = hostname.replace(/^\[|\]$/g, '');
          tunnel(host, port || (secure ? 443 : 80), (error, socket) => {
            if (error) return done(error, null);
            if (!secure) return done(null, socket);
            const name = servername || (net.isIP(host) ? '' : host);
            const inner = tls.connect({ socket, host, servername: name, ALPNProtocols: ['http/1.1'] });
            inner.once('secureConnect', () => done(null, inner));
            inner.once('error', (failure) => done(failure, null));
          });
        },
      });
    }
  } catch {
    // Without it, fetch goes straight to its server, unrecorded; `why4xx run` says when nothing was recorded.
  }
}
