// Stands before each script that drives headless Chromium: node -e … CHROME …, where what follows
// CHROME is the script's own. A script prints `key<TAB>samples`.
'use strict';
const CDP = require('chrome-remote-interface');
const { spawn } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const [chrome, ...given] = process.argv.slice(1);
const FLAGS = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const sleep = (time) => new Promise((done) => setTimeout(done, time));

/// What was measured, by key.
const samples = new Map();
const note = (key, ...values) => samples.set(key, [...samples.get(key) ?? [], ...values]);

/// Starts a browser with an empty profile: its port, and what ends it.
async function start() {
    const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'quickpage-bench-'));
    const child = spawn(chrome, [...FLAGS, `--user-data-dir=${profile}`, '--remote-debugging-port=0', 'about:blank'],
        { stdio: ['ignore', 'ignore', 'pipe'] });
    const end = async () => {
        const ended = new Promise((done) => child.once('exit', done));
        child.kill('SIGKILL');
        await ended;
        // Its helpers may still write for a moment; what is left lies in the system's own temporary folder.
        try { fs.rmSync(profile, { recursive: true, force: true, maxRetries: 20 }); } catch { }
    };
    const port = await new Promise((found, failed) => {
        let text = '';
        child.stderr.on('data', (piece) => {
            text += piece;
            const address = /DevTools listening on ws:\/\/[^:]+:(\d+)/.exec(text);
            if (address) found(Number(address[1]));
        });
        child.on('exit', () => failed(new Error(`Chromium ended: ${text}`)));
    });
    return { port, end };
}

/// Opens an address in a tab of its own; `before` runs in it ahead of the page, `prepare` is given
/// the client.
async function openTab(port, url, before, prepare) {
    const target = await CDP.New({ port });
    const client = await CDP({ port, target });
    const { Page, Runtime, Network } = client;
    await Promise.all([Page.enable(), Runtime.enable(), Network.enable()]);
    await prepare(client);
    await Page.addScriptToEvaluateOnNewDocument({ source: before });
    await CDP.Activate({ port, id: target.id });
    await Page.navigate({ url });
    const close = async () => {
        await client.close();
        await CDP.Close({ port, id: target.id });
    };
    return { client, close };
}

/// Runs all of a script; what it has noted is printed at its end, with so many decimals.
function main(decimals, all) {
    all().then(() => {
        for (const [key, values] of samples) {
            console.log(`${key}\t${values.map((it) => it.toFixed(decimals)).join(' ')}`);
        }
        process.exit(0);
    }).catch((cause) => {
        console.error(cause);
        process.exit(1);
    });
}
