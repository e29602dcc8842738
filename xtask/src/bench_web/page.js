// Measures a served page, after chromium.js: CHROME URL RUNS.
//
// cold, warm      milliseconds from the start of the navigation to the second frame in which the list
//                 has all types (aria-rowcount) and no progress is shown
//                 (the index is whole then; the lines of a kept copy, for the details, come after)
// *_task          longest task of the main thread until then, 0 where none took 50 ms (longtask)
// heap, wasm      megabytes after a garbage collection, the index open and at rest
// key, click      milliseconds from the event's own time stamp (when the browser had the input) until
//                 all handlers and the reactions to signals have run and a layout, forced then, is done
// *_wait, *_script, *_layout: the parts of that: until the first handler runs, handlers and reactions,
//                 the layout
// *_frame         from the same time stamp to the second frame after it, when the counts of the
//                 filters are laid out, too
const [base, runs] = given;
const QUERIES = ['lc10', 'mbon', 'dnp0', 'kc', 'epg', 'ring neuron', 'al', 'sez1', 'ps', 'xqz'];
const PATIENCE = 120000;

// Runs in the page before anything else does.
const watch = (types) => {
    window.bench = { tasks: [], events: [] };
    new PerformanceObserver((list) => {
        for (const { startTime, duration } of list.getEntries()) bench.tasks.push([startTime, duration]);
    }).observe({ type: 'longtask', buffered: true });
    for (const name of ['instantiate', 'instantiateStreaming']) {
        const original = WebAssembly[name];
        WebAssembly[name] = async (...args) => {
            const made = await original.apply(WebAssembly, args);
            bench.memory = (made.instance ?? made).exports.memory;
            return made;
        };
    }
    const isWhole = () =>
        document.querySelector('.list')?.getAttribute('aria-rowcount') === String(types + 1) &&
        ![...document.querySelectorAll('progress')].some((it) => it.checkVisibility());
    const look = () => {
        if (!isWhole()) return requestAnimationFrame(look);
        requestAnimationFrame(() => { bench.usable = performance.now(); });
    };
    look();
    // A letter is a keydown, then in another task an input; a checkbox a click, then a change.
    let begun, handled;
    const begin = ({ timeStamp, isTrusted }) => {
        if (!isTrusted || !bench.listening) return;
        begun = timeStamp;
        handled = performance.now();
    };
    addEventListener('keydown', begin, { capture: true });
    addEventListener('click', begin, { capture: true });
    const finish = () => {
        const event = { wait: handled - begun, script: performance.now() - handled };
        document.body.getBoundingClientRect();
        document.querySelector('.list')?.getBoundingClientRect();
        event.whole = performance.now() - begun;
        event.layout = event.whole - event.wait - event.script;
        requestAnimationFrame(() => requestAnimationFrame(() => {
            document.body.getBoundingClientRect();
            event.frame = performance.now() - begun;
            bench.events.push(event);
        }));
    };
    // Reactions to signals are microtasks, and so are theirs: after this many nothing is left. A
    // message would come after the next frame.
    const wait = (rounds) => rounds > 0 ? queueMicrotask(() => wait(rounds - 1)) : finish();
    const end = ({ isTrusted }) => {
        if (!isTrusted || begun === undefined || !bench.listening) return;
        bench.listening = false;
        wait(200);
    };
    addEventListener('input', (event) => event.target.type !== 'checkbox' && end(event));
    addEventListener('change', (event) => event.target.type === 'checkbox' && end(event));
    addEventListener('click', (event) => event.target.type !== 'checkbox' && end(event));
};

/// Opens the page in a tab of its own and waits until it is usable.
async function open(port, types, key) {
    const { client, close } = await openTab(port, base, `(${watch})(${types})`, ({ Emulation }) =>
        Emulation.setDeviceMetricsOverride({ width: 1480, height: 920, deviceScaleFactor: 1, mobile: false }));
    const run = async (expression) => {
        const { result, exceptionDetails } = await client.Runtime.evaluate({ expression, returnByValue: true, awaitPromise: true });
        if (exceptionDetails) throw new Error(`${expression}: ${exceptionDetails.exception?.description}`);
        return result.value;
    };
    const until = async (expression) => {
        const deadline = Date.now() + PATIENCE;
        for (;;) {
            const value = await run(expression).catch(() => null);
            if (value) return value;
            if (Date.now() > deadline) throw new Error(`waited in vain for ${expression}`);
            await sleep(20);
        }
    };
    const usable = await until('window.bench?.usable');
    await sleep(1200); // Long tasks are told late; what is kept is written.
    const tasks = await run('bench.tasks');
    note(key, usable);
    note(`${key}_task`, Math.max(0, ...tasks.filter(([at]) => at < usable).map(([, length]) => length)));
    const leave = async () => {
        await close();
        await sleep(300);
    };
    return { client, run, until, close: leave };
}

async function memory({ client, run }) {
    await client.HeapProfiler.enable();
    await client.HeapProfiler.collectGarbage();
    const { usedSize } = await client.Runtime.getHeapUsage();
    const wasm = await run('bench.memory?.buffer.byteLength ?? 0');
    note('heap', usedSize / 1e6);
    note('wasm', wasm / 1e6);
    note('memory', (usedSize + wasm) / 1e6);
}

/// One input, and what came of it.
async function measured({ run, until }, key, input) {
    await run('bench.events.length = 0; bench.listening = true');
    await input();
    const event = await until('bench.events[0]');
    note(key, event.whole);
    for (const part of ['wait', 'script', 'layout', 'frame']) note(`${key}_${part}`, event[part]);
    await sleep(60);
}

async function keystrokes(page) {
    const { client: { Input }, run } = page;
    const press = async (key, text) => {
        const code = key === 'Backspace' ? 8 : 0;
        await Input.dispatchKeyEvent({ type: 'keyDown', key, text, windowsVirtualKeyCode: code });
        await Input.dispatchKeyEvent({ type: 'keyUp', key, windowsVirtualKeyCode: code });
    };
    await run(`document.querySelector('[role=search] input').focus()`);
    for (const query of QUERIES) {
        for (const letter of query) await measured(page, 'key', () => press(letter, letter));
        for (const _ of query) await measured(page, 'key', () => press('Backspace'));
    }
}

/// Each of the first values of the filters is chosen and left again.
async function clicks(page) {
    const { client: { Input }, run } = page;
    for (let at = 0; at < 20; at++) {
        const place = await run(`(() => {
            const boxes = [...document.querySelectorAll('.filters .option:not(.none) input, .filters [role=treeitem]')]
                .filter((it) => it.checkVisibility());
            const box = boxes[${at} % Math.max(boxes.length, 1)];
            box?.scrollIntoView({ block: 'center' });
            const rect = box?.getBoundingClientRect();
            return rect && { x: rect.x + Math.min(rect.width / 2, 60), y: rect.y + rect.height / 2 };
        })()`);
        if (!place) continue;
        for (let time = 0; time < 2; time++) {
            await measured(page, 'click', async () => {
                const mouse = { ...place, button: 'left', clickCount: 1 };
                await Input.dispatchMouseEvent({ type: 'mousePressed', ...mouse });
                await Input.dispatchMouseEvent({ type: 'mouseReleased', ...mouse });
            });
        }
    }
}

/// How many types there are, once the server knows all of them.
async function typesServed() {
    const datasets = await (await fetch(new URL('api/v1/datasets', base))).json();
    const { name } = datasets.find((dataset) => dataset.default) ?? datasets[0];
    const address = `api/v1/datasets/${encodeURIComponent(name)}`;
    await (await fetch(new URL(`${address}/summaries`, base))).arrayBuffer();
    const list = await (await fetch(new URL(`${address}/types`, base))).json();
    return list.types.length;
}

main(3, async () => {
    const types = await typesServed();
    const { port, end } = await start();
    try {
        await (await open(port, types, 'cold')).close();
        let page;
        for (let run = 0; run < Number(runs); run++) {
            await page?.close();
            page = await open(port, types, 'warm');
        }
        await memory(page);
        await keystrokes(page);
        await clicks(page);
        await page.close();
    } finally {
        await end();
    }
});
