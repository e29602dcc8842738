// The service worker: keeps the app, and of a static site the data files seen last, for when
// there is no network.
//
// - Opening the index asks the network first, and takes the kept page when there is no answer
//   within a few seconds.
// - A file of the app has a hash in its name: what is kept of it is good for ever.
// - The small JSON files of a static site come from the network; a kept one stands in for it and
//   says so in a header. What `api/v1` answers, streams of summaries and the pages of types are
//   left alone: the app itself keeps summaries, in IndexedDB.
//
// It learns the names of the app's files from the page, so that it fits any build. A page is kept
// when all of its files are, and then those of the page before are dropped.
'use strict';

const SCOPE = self.registration.scope;
const PAGE = SCOPE;
const APP = 'quickpage app ' + SCOPE;
const DATA = 'quickpage data ' + SCOPE;
const PATIENCE = 3000;  // How long opening the index waits for the network, in milliseconds.
const MOST_FILES = 200; // How many data files are kept of each kind; the oldest go first.
// Data of single types and neurons. All other files are few, and no index opens without them.
const OF_ONE = /\/data\/(types|bodies)\//;
const HASHED = /-[0-9a-f]{8,}(_bg)?\.(js|wasm|css)$/;

self.addEventListener('install', event => {
  event.waitUntil(fetch(PAGE, {cache: 'no-cache'}).then(keepPage).then(() => self.skipWaiting()));
});

self.addEventListener('activate', event => event.waitUntil(self.clients.claim()));

self.addEventListener('fetch', event => {
  const {request} = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || !url.href.startsWith(SCOPE)) return;
  const path = url.pathname.slice(new URL(SCOPE).pathname.length);
  if (request.mode === 'navigate') {
    if (path === '' || path === 'index.html') event.respondWith(openPage(event));
  } else if (HASHED.test(path) || path === 'favicon.svg') {
    event.respondWith(appFile(request));
  } else if (path.endsWith('.json') && !path.startsWith('api/')) {
    event.respondWith(dataFile(event));
  }
});

function kept(cacheName, url) {
  return caches.match(url, {cacheName, ignoreVary: true});
}

async function openPage(event) {
  const fetched = fetch(event.request);
  event.waitUntil(fetched.then(answer => keepPage(answer.clone())).catch(() => undefined));
  const late = new Promise(resolve => setTimeout(resolve, PATIENCE));
  const first = await Promise.race([fetched.catch(() => undefined), late]);
  if (first && first.status < 500) return first;
  return await kept(APP, PAGE) || first || fetched;
}

// Keeps the page with its files, unless it is no page of the app: a login page, say.
async function keepPage(answer) {
  if (!answer.ok || answer.type !== 'basic') return;
  const text = await answer.text();
  const names = [...text.matchAll(/["']([^"'\s]+)["']/g)].map(match => match[1]);
  const files = [...new Set(names.filter(name => HASHED.test(name) || name === 'favicon.svg'))]
    .map(name => new URL(name, SCOPE).href);
  if (!files.length) return;
  const app = await caches.open(APP);
  const before = new Set((await app.keys()).map(request => request.url));
  await app.addAll(files.filter(file => !before.has(file)));
  const {status, headers} = answer;
  await app.put(PAGE, new Response(text, {status, headers}));
  const needed = new Set([PAGE, ...files]);
  await Promise.all([...before].filter(url => !needed.has(url)).map(url => app.delete(url)));
}

async function appFile(request) {
  return await kept(APP, request.url) || fetch(request);
}

async function dataFile(event) {
  const {request} = event;
  try {
    const answer = await fetch(request);
    if (answer.ok && (answer.headers.get('content-type') || '').includes('json')) {
      event.waitUntil(keepData(request.url, answer.clone()));
    }
    return answer;
  } catch (error) {
    const before = await kept(DATA, request.url);
    if (!before) throw error;
    const headers = new Headers(before.headers);
    headers.set('x-quickpage-kept', '1');
    return new Response(before.body, {status: before.status, headers});
  }
}

async function keepData(url, answer) {
  const data = await caches.open(DATA);
  await data.put(url, answer);
  const isAlike = request => OF_ONE.test(request.url) === OF_ONE.test(url);
  const alike = (await data.keys()).filter(isAlike);
  await Promise.all(alike.slice(0, -MOST_FILES).map(request => data.delete(request)));
}
