// Visits a static site over a slow line, after chromium.js: CHROME SITE RUNS.
//
// site_usable, site_whole  milliseconds from the start of the navigation to the second frame in which
//                          the list has types, and all of them
// site_bytes               megabytes on the wire until then, as the browser counts them
const http = require('node:http');

const [site, runs] = given;
const BELOW = '/some/where/';
const LINE = { offline: false, latency: 50, downloadThroughput: 10e6 / 8, uploadThroughput: 10e6 / 8 };
const PATIENCE = 60000;
const { types } = JSON.parse(fs.readFileSync(path.join(site, 'quickpage.json')));

const KINDS = { html: 'text/html', js: 'text/javascript', css: 'text/css', json: 'application/json',
    wasm: 'application/wasm', svg: 'image/svg+xml', ndjson: 'application/x-ndjson' };

/// A plain file server that sends what lies compressed beside a file.
const server = http.createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://x');
    const name = decodeURIComponent(pathname.slice(BELOW.length)) || 'index.html';
    const file = path.join(site, path.normalize(name));
    if (!pathname.startsWith(BELOW) || !file.startsWith(site) || !fs.existsSync(file)) {
        response.writeHead(404).end();
        return;
    }
    const compressed = fs.existsSync(`${file}.br`);
    const keep = /-[0-9a-f]{16}/.test(name) ? 'max-age=31536000, immutable' : 'no-cache';
    response.writeHead(200, {
        'content-type': KINDS[path.extname(name).slice(1)] ?? 'application/octet-stream',
        'cache-control': keep,
        ...compressed ? { 'content-encoding': 'br' } : {},
    });
    fs.createReadStream(compressed ? `${file}.br` : file).pipe(response);
});

/// Runs in the page before anything else does.
const watch = (types) => {
    window.bench = {};
    const rows = () => Number(document.querySelector('.list')?.getAttribute('aria-rowcount') ?? 0);
    const isAtRest = () => ![...document.querySelectorAll('progress')].some((it) => it.checkVisibility());
    const look = () => {
        if (rows() > 1 && !bench.seen) {
            bench.seen = true;
            requestAnimationFrame(() => { bench.usable = performance.now(); });
        }
        if (rows() !== types + 1 || !isAtRest()) return requestAnimationFrame(look);
        requestAnimationFrame(() => { bench.whole = performance.now(); });
    };
    look();
};

/// Opens the page; tells when it was usable and whole, and what came over the line until then.
async function visit(port, url) {
    let bytes = 0;
    const { client, close } = await openTab(port, url, `(${watch})(${types})`, ({ Network }) => {
        Network.loadingFinished(({ encodedDataLength }) => { bytes += encodedDataLength; });
        return Network.emulateNetworkConditions(LINE);
    });
    const deadline = Date.now() + PATIENCE;
    for (;;) {
        const { result } = await client.Runtime.evaluate({ expression: 'JSON.stringify(window.bench)' });
        const seen = result.value && JSON.parse(result.value);
        if (seen?.whole) {
            const measured = { ...seen, bytes };
            await sleep(1500); // What is kept is written, and the service worker has what it wants.
            await close();
            return measured;
        }
        if (Date.now() > deadline) throw new Error(`waited in vain for ${url}`);
        await sleep(20);
    }
}

main(3, async () => {
    await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
    const url = `http://127.0.0.1:${server.address().port}${BELOW}`;
    try {
        for (let run = 0; run < Number(runs); run++) {
            const { port, end } = await start();
            try {
                const first = await visit(port, url);
                note('site_usable', first.usable);
                note('site_whole', first.whole);
                note('site_bytes', first.bytes / 1e6);
                const again = await visit(port, url);
                note('site_again', again.whole);
                note('site_again_bytes', again.bytes / 1e6);
            } finally {
                await end();
            }
        }
    } finally {
        server.close();
    }
});
