// Measures search libraries, after chromium.js: CHROME ENGINE PEERS PAGE QUALITY [TABLE].
//
// ENGINE   the folder that wasm-bindgen wrote
// PEERS    the folders of packages of npm, parted by colons
// PAGE     the script of the page
// QUALITY  the folder of the table of queries; TABLE the hemibrain's neurons, over which it is judged
const http = require('node:http');

const [engine, peers, page, quality, table] = given;
const LIBRARIES = ['quickpage', 'uFuzzy', 'MiniSearch', 'FlexSearch', 'Fuse.js'];
/// Types, other names of each, queries of each kind, milliseconds for each kind.
const LISTS = [[12000, 3, 100, 4000], [1000000, 0, 40, 4000]];
/// Milliseconds until a library is given up: it has to read the names, too.
const PATIENCE = 90000;
const KINDS = ['exact', 'prefix', 'substring', 'typo'];
const TYPES = { '.js': 'text/javascript', '.mjs': 'text/javascript', '.wasm': 'application/wasm' };

/// Isolated from other origins: Chromium's clock is then true to 5 µs.
function serve() {
    const folders = [['/engine/', engine], ...peers.split(':').map((folder) => [`/peers/${path.basename(folder)}/`, folder])];
    const files = {
        '/page.js': page,
        '/data/names': path.join(quality, 'names.tsv'),
        '/data/queries': path.join(quality, 'queries.tsv'),
        '/data/hemibrain': table,
    };
    const server = http.createServer(({ url }, response) => {
        response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
        response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
        if (url === '/') {
            response.setHeader('Content-Type', 'text/html');
            return response.end('<!doctype html><script type="module" src="/page.js"></script>');
        }
        const [prefix, folder] = folders.find(([start]) => url.startsWith(start)) ?? [];
        const file = folder ? path.join(folder, url.slice(prefix.length)) : files[url];
        if (!file || !fs.existsSync(file)) {
            response.statusCode = 404;
            return response.end();
        }
        response.setHeader('Content-Type', TYPES[path.extname(file)] ?? 'text/plain; charset=utf-8');
        fs.createReadStream(file).pipe(response);
    });
    return new Promise((ready) => server.listen(0, '127.0.0.1', () => ready(server)));
}

/// A browser of its own for each task: what one leaves behind does not slow down the next.
async function inBrowser(base, expression) {
    const { port, end } = await start();
    try {
        const client = await CDP({ port });
        await Promise.all([client.Page.enable(), client.Runtime.enable(), client.Inspector.enable()]);
        const loaded = client.Page.loadEventFired();
        await client.Page.navigate({ url: base });
        await loaded;
        const crashed = new Promise((_, failed) => client.Inspector.targetCrashed(() => failed(new Error('out of memory'))));
        const late = new Promise((_, failed) => setTimeout(() => failed(new Error(`over ${PATIENCE / 1000} s`)), PATIENCE).unref());
        const evaluated = client.Runtime.evaluate({ expression, returnByValue: true, awaitPromise: true });
        const { result, exceptionDetails } = await Promise.race([evaluated, crashed, late]);
        if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
        return result.value;
    } finally {
        await end();
    }
}

main(4, async () => {
    const server = await serve();
    const base = `http://127.0.0.1:${server.address().port}/`;
    const run = (what, expression) => inBrowser(base, `window.ready ? ${expression} : undefined`)
        .catch((cause) => console.error(`${what}: given up, ${cause.message.split('\n')[0]}`));
    for (const library of table ? LIBRARIES : []) {
        const judged = await run(library, `judged('${library}')`);
        if (judged) note(`table_${library}`, judged.right);
        if (judged && process.env.VERBOSE) console.error(library, judged.wrong.join(' · '));
    }
    for (const [types, ...of] of LISTS) {
        for (const library of LIBRARIES) {
            const timed = await run(`${library}, ${types} types`, `timed('${library}', ${[types, ...of]})`);
            if (!timed) continue;
            for (const kind of KINDS) note(`${types}_${kind}_${library}`, ...timed.samples[kind]);
            note(`${types}_typo_right_${library}`, timed.right.typo);
        }
    }
    server.close();
});
