'use strict';

// The page is built once and then changed in place, so that opened, chosen and
// focused elements stay as they are. Text is set as text, never as HTML.

const cards = new Map();

function span(seconds) {
  if (seconds === null) return 'no end';
  if (seconds <= 0) return '0 s';
  const units = [[86400, 'd'], [3600, 'h'], [60, 'min'], [1, 's']];
  const at = units.findIndex(([size]) => seconds >= size);
  const parts = [Math.floor(seconds / units[at][0]) + ' ' + units[at][1]];
  if (at + 1 < units.length) {
    const rest = Math.floor((seconds % units[at][0]) / units[at + 1][0]);
    if (rest > 0) parts.push(rest + ' ' + units[at + 1][1]);
  }
  return parts.join(' ');
}

function set(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

function option(value, text) {
  const o = document.createElement('option');
  o.value = value;
  o.textContent = text;
  return o;
}

function build(v) {
  const card = document.getElementById('vendor').content.firstElementChild.cloneNode(true);
  const field = {};
  for (const node of card.querySelectorAll('[data-field]')) field[node.dataset.field] = node;
  card.id = v.name.replaceAll(/\W+/g, '-');
  card.dataset.vendor = v.name;
  field.title.id = card.id + '-title';
  card.setAttribute('aria-labelledby', field.title.id);
  set(field.title, v.title);
  set(field.url, v.url);
  set(field.env, v.env.map(([k, t]) => 'export ' + k + "='" + t.replaceAll("'", "'\\''") + "'").join('\n'));
  set(field.curl, v.curl);
  for (const op of ['business', ...v.operations]) field.op.append(option(op, op));
  const codes = () => field.code.replaceChildren(...v.codes[field.op.value].map(([code, meaning]) => option(code, code + ': ' + meaning)));
  field.op.addEventListener('change', codes);
  codes();
  for (const button of card.querySelectorAll('[data-action]')) {
    button.addEventListener('click', () => act(v.name, button.dataset.action, field));
  }
  document.getElementById('vendors').append(card);
  cards.set(v.name, { card, field });
}

async function act(vendor, action, field) {
  const body = new URLSearchParams();
  if (action === 'fail') {
    body.set('op', field.op.value);
    body.set('code', field.code.value);
  }
  try {
    const answer = await fetch('/api/' + encodeURIComponent(vendor) + '/' + action, { method: 'POST', body });
    complain(answer.ok ? '' : 'Failed: ' + await answer.text());
  } catch {
    complain(GONE);
  }
  await update(true);
}

function cell(text) {
  const td = document.createElement('td');
  td.textContent = text;
  return td;
}

function tokens(body, list) {
  while (body.rows.length > list.length) body.deleteRow(-1);
  list.forEach((t, i) => {
    const texts = [t.kind, t.fingerprint, span(t.left)];
    const row = body.rows[i] || body.insertRow();
    texts.forEach((text, j) => row.cells[j] ? set(row.cells[j], text) : row.append(cell(text)));
  });
}

function exchanges(list, items) {
  const keep = new Set(items.map((e) => e.id));
  for (const li of [...list.children]) {
    // An open exchange stays until the reader closes it.
    if (!keep.has(li.dataset.id) && !li.firstElementChild.open) li.remove();
  }
  const known = new Set([...list.children].map((li) => li.dataset.id));
  for (const e of [...items].reverse()) {
    if (known.has(e.id)) continue;
    const li = document.createElement('li');
    const details = document.createElement('details');
    const summary = document.createElement('summary');
    const pre = document.createElement('pre');
    li.dataset.id = e.id;
    summary.textContent = e.at + '  ' + e.summary + '  ' + e.status + (e.op ? '  (' + e.op + ')' : '');
    pre.textContent = e.transcript;
    pre.tabIndex = 0;
    details.append(summary, pre);
    li.append(details);
    list.prepend(li);
  }
}

function show(v) {
  if (!cards.has(v.name)) build(v);
  const { card, field } = cards.get(v.name);
  set(field.clock, v.now.slice(0, 19).replace('T', ' '));
  set(field.badge, v.demo.well ? 'working' : 'failing');
  field.badge.className = 'badge ' + (v.demo.well ? 'good' : 'bad');
  set(field.outcome, v.demo.outcome);
  set(field.counts, v.demo.ok + ' calls succeeded, ' + v.demo.failed + ' failed, ' + v.demo.replays + ' replayed');
  set(field.fingerprint, v.demo.fingerprint || 'none');
  set(field.left, v.demo.left === null ? span(null) : span(v.demo.left) + ' left');
  card.querySelector('[data-action="slow"]').setAttribute('aria-pressed', String(v.slow));
  tokens(field.tokens, v.tokens);
  exchanges(field.exchanges, v.exchanges);
}

const GONE = 'The sandbox does not answer. It may have stopped.';

// complain shows what went wrong. The empty text removes the message.
function complain(text) {
  set(document.getElementById('problem'), text);
}

const pause = document.getElementById('pause');
pause.addEventListener('click', () => {
  pause.setAttribute('aria-pressed', String(pause.getAttribute('aria-pressed') !== 'true'));
  update();
});

// update requests the state, unless updates are paused. After an action (asked)
// it does so even then.
async function update(asked) {
  if (!asked && pause.getAttribute('aria-pressed') === 'true') return;
  const status = document.getElementById('connection');
  try {
    const answer = await fetch('/api/state');
    if (!answer.ok) throw new Error('status ' + answer.status);
    for (const v of await answer.json()) show(v);
    set(status, '');
  } catch {
    set(status, GONE);
  }
}

update();
setInterval(() => update(), 500);
