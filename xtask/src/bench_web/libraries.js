// Runs in the page: the engine and other libraries over the same names and queries. Each is set up
// as its own documentation says for names with typos in them, and is asked for all that it finds:
// a page that counts needs them. Of up to five runs of a query the quickest counts, so that what
// else the machine does does not.
import init, { Engine, generated_names, queries_of } from '/engine/bench.js';

const RUNS = 5;
/// Milliseconds after which a query is not run again.
const LONG = 200;

/// By library: from lines of names (a type's own, then its others, parted by tabs) to functions.
const LIBRARIES = {
    uFuzzy: async (lines) => {
        const { default: uFuzzy } = await import('/peers/ufuzzy/dist/uFuzzy.mjs');
        const names = [];
        const types = [];
        for (const line of lines) {
            const all = line.split('\t');
            for (const name of all) {
                names.push(name);
                types.push(all[0]);
            }
        }
        const library = new uFuzzy({ intraMode: 1, intraIns: 1, intraSub: 1, intraTrn: 1, intraDel: 1 });
        const search = (query) => library.search(names, query, 1);
        const first = (query) => {
            const [found, info, order] = search(query);
            return types[order?.length ? info.idx[order[0]] : found?.[0]];
        };
        return { search, first };
    },
    MiniSearch: async (lines) => {
        await script('/peers/minisearch/dist/umd/index.js');
        const library = new MiniSearch({
            fields: ['name', 'others'],
            searchOptions: { prefix: true, fuzzy: 0.2, boost: { name: 2 } },
        });
        library.addAll(documents(lines));
        const search = (query) => library.search(query);
        const first = (query) => own(lines[search(query)[0]?.id]);
        return { search, first };
    },
    FlexSearch: async (lines) => {
        await script('/peers/flexsearch/dist/flexsearch.bundle.min.js');
        const library = new FlexSearch.Index({ tokenize: 'full' });
        lines.forEach((line, id) => library.add(id, line.replaceAll('\t', ' ')));
        const search = (query) => library.search(query, { limit: lines.length, suggest: true });
        const first = (query) => own(lines[search(query)[0]]);
        return { search, first };
    },
    'Fuse.js': async (lines) => {
        const { default: Fuse } = await import('/peers/fuse.js/dist/fuse.mjs');
        const keys = [{ name: 'name', weight: 2 }, { name: 'others' }];
        const library = new Fuse(documents(lines), { keys, threshold: 0.4, ignoreLocation: true });
        const search = (query) => library.search(query);
        const first = (query) => search(query)[0]?.item.name;
        return { search, first };
    },
};

const own = (line) => line?.split('\t')[0];
const documents = (lines) => lines.map((line, id) => {
    const [name, ...others] = line.split('\t');
    return { id, name, others: others.join(' ') };
});
const script = (src) => new Promise((done, failed) => {
    const it = document.createElement('script');
    Object.assign(it, { src, onload: done, onerror: failed });
    document.head.append(it);
});

function quickest(run) {
    let best = Infinity;
    let all = 0;
    for (let at = 0; at < RUNS && all < LONG; at++) {
        const start = performance.now();
        run();
        const time = performance.now() - start;
        best = Math.min(best, time);
        all += time;
    }
    return best;
}

async function made(library, lines, engine) {
    if (library !== 'quickpage') return LIBRARIES[library](lines());
    const quickpage = engine();
    return { search: (query) => quickpage.count(query), first: (query) => quickpage.first(query) };
}

/// Milliseconds by kind of query over generated names, and in percent how often the name that a
/// query was made from comes first.
window.timed = async (library, types, others, count, budget) => {
    await init();
    const result = { samples: {}, right: {} };
    const it = await made(library, () => generated_names(types, others), () => Engine.generated(types, others));
    for (const kind of ['exact', 'prefix', 'substring', 'typo']) {
        const queries = queries_of(kind, types, others, count).map((line) => line.split('\t'));
        const until = performance.now() + budget;
        const samples = [];
        let right = 0;
        for (const [query, name] of queries) {
            if (samples.length > 2 && performance.now() > until) break;
            right += it.first(query) === name; // And it is warm.
            samples.push(quickest(() => it.search(query)));
        }
        result.samples[kind] = samples;
        result.right[kind] = 100 * right / samples.length;
    }
    return result;
};

/// In percent, how often the first hit is one of those that are expected.
window.judged = async (library) => {
    await init();
    const text = async (file) => (await fetch(file)).text();
    const [hemibrain, others, queries] =
        await Promise.all(['/data/hemibrain', '/data/names', '/data/queries'].map(text));
    const engine = Engine.of_tables(hemibrain, others);
    const it = await made(library, () => engine.names(), () => engine);
    const rows = queries.trim().split('\n').slice(1).map((row) => row.split('\t'));
    const wrong = rows.filter(([, query, first]) => !first.split('|').includes(it.first(query)));
    return { right: 100 * (rows.length - wrong.length) / rows.length, wrong: wrong.map((row) => row[1]) };
};
window.ready = true;
