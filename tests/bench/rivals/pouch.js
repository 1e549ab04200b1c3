// PouchDB under measurement: `node pouch.js serve FOLDER` or `node pouch.js desk FOLDER URL`; lines of JSON in and out.
'use strict';
const crypto = require('crypto');
const fs = require('fs');
const http = require('http');
const readline = require('readline');
const { createRequire } = require('module');

const installed = createRequire(process.env.RIVALS_MODULES + '/');
const PouchDB = installed('pouchdb');
const BATCH = 1000; // a hundred, its default, weighs a sixth more and takes ten times the requests

const say = (answer) => process.stdout.write(JSON.stringify(answer || {}) + '\n');
const lines = (path) => fs.readFileSync(path, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line));

function serve(folder) {
  fs.mkdirSync(folder + '/data', { recursive: true });
  const app = installed('express')();
  const Stored = PouchDB.defaults({ prefix: folder + '/data/' });
  app.use('/', installed('express-pouchdb')(Stored, { configPath: folder + '/config.json', logPath: folder + '/http.txt' }));
  const server = app.listen(0, '127.0.0.1', () => say({ url: `http://127.0.0.1:${server.address().port}` }));
  server.keepAliveTimeout = 600000; // one broken request would end a replication
}

async function desk(folder, url) {
  const agent = new http.Agent({ keepAlive: true }); // without it, a connection for each request
  const remote = new PouchDB(url + '/workers', { fetch: (to, how) => PouchDB.fetch(to, { ...how, agent }) });
  const local = new PouchDB(folder + '/data');
  await remote.info();
  const how = { batch_size: BATCH };
  const acts = {
    async begin({ records }) {
      const docs = lines(records).map(({ id, fields }) => ({ _id: id, ...fields }));
      for (let at = 0; at < docs.length; at += BATCH) await local.bulkDocs(docs.slice(at, at + BATCH));
      await acts.sync();
    },
    first: () => local.replicate.from(remote, how).then(() => {}),
    sync: () => local.sync(remote, how).then(() => {}),
    async edit({ edits }) {
      const asked = lines(edits);
      const held = await local.allDocs({ keys: asked.map((one) => one.record), include_docs: true });
      await local.bulkDocs(held.rows.map((row, at) => ({ ...row.doc, [asked[at].field]: asked[at].value })));
    },
    async digest() {
      const hashed = crypto.createHash('sha256');
      const held = await local.allDocs({ include_docs: true });
      for (const row of held.rows) hashed.update(JSON.stringify(Object.entries(row.doc).sort()) + '\n');
      return { rows: held.rows.length, digest: hashed.digest('hex') };
    },
  };
  say();
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const asked = JSON.parse(line);
    say(await acts[asked.do](asked));
  }
  await local.close();
  process.exit(0);
}

const [mode, ...given] = process.argv.slice(2);
if (mode === 'serve') serve(...given);
else desk(...given);
