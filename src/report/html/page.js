'use strict';
// Tables of the report: rows are unpacked from their blocks when they are looked at. What a row holds at which place is told in
// record.rs. Everything that mail says goes into the page as text, never as markup.
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const say = (name, values = {}) =>
    (data.texts[name] ?? name).replace(/%(\w+)/g, (all, key) => (key in values ? values[key] : all));
  const numbers = new Intl.NumberFormat(data.lang === 'en' ? 'en-GB' : data.lang);
  const days = new Intl.DateTimeFormat(data.lang === 'en' ? 'en-GB' : data.lang, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
  const collator = new Intl.Collator(data.lang, { numeric: true, sensitivity: 'base' });
  const number = (n) => numbers.format(n);
  const pause = () => new Promise((done) => setTimeout(done));

  // places in a message, a finding, a relation and a detail of a relation
  const M = { source: 0, number: 1, offset: 2, length: 3, id: 4, date: 5, from: 6, subject: 7, custodian: 8, findings: 9 };
  const F = { kind: 0, value: 1, region: 2, disclosure: 3, party: 4, register: 5, contact: 6, confidence: 7, part: 8, pattern: 9, more: 10, message: 11 };
  const R = { number: 0, party: 1, label: 2, kinds: 3, disclosures: 4, findings: 5, first: 6, last: 7, stale: 8, sources: 9, details: 10, omitted: 11 };
  const D = { kind: 0, value: 1, findings: 2, first: 3, last: 4, register: 5, present: 6, source: 7, message: 8, part: 9 };

  const day = (date) => {
    const parts = /^(\d{4})-(\d\d)-(\d\d)/.exec(date ?? '');
    return parts ? days.format(Date.UTC(+parts[1], parts[2] - 1, +parts[3])) : date ?? '';
  };
  // minutes, counted so that they are never negative
  const minutes = (date) => {
    const at = Date.parse(date ?? '');
    return Number.isNaN(at) ? 0 : Math.max(1, Math.min(4294967295, Math.round(at / 60000) + 1073741824));
  };
  const made = (tag, attributes = {}, ...inside) => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) if (value !== null) node.setAttribute(name, value);
    node.append(...inside.filter((piece) => piece !== null));
    return node;
  };
  const bdi = (text) => made('bdi', {}, text ?? '');
  const field = (finding, name) => {
    const fields = finding[F.more] && finding[F.more].fields;
    return (fields && fields.find(([key]) => key === name)?.[1]) ?? '';
  };

  // -- blocks

  const canUnpack = (() => {
    try { return Boolean(new DecompressionStream('deflate-raw')); } catch { return false; }
  })();
  const unpack = async (script) => {
    const packed = atob(script.textContent);
    const bytes = new Uint8Array(packed.length);
    for (let i = 0; i < packed.length; i += 1) bytes[i] = packed.charCodeAt(i);
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
    return JSON.parse(`[${await new Response(stream).text()}]`);
  };
  const findingsOf = (messages) => {
    const rows = [];
    for (const message of messages) {
      let part = null;
      for (const finding of message[M.findings]) {
        if (finding[F.part] === 0) finding[F.part] = part;
        part = finding[F.part];
        finding.push(message);
        rows.push(finding);
      }
      message.length = M.findings;
    }
    return rows;
  };

  // All rows of a sort, in blocks. What is unpacked is kept.
  const store = (view, rowsOf) => {
    const blocks = [...document.querySelectorAll(`script.block[data-view="${view}"]`)].map((script) => ({
      script,
      counts: { all: +script.dataset.rows, stale: +script.dataset.stale, past: +script.dataset.past },
      rows: null,
    }));
    const load = async (block) => {
      block.rows ??= unpack(block.script).then(rowsOf);
      return block.rows;
    };
    let every = null;
    const all = async (progress) => {
      if (every) return every;
      const rows = [];
      for (const [i, block] of blocks.entries()) {
        for (const row of await load(block)) rows.push(row);
        progress(Math.round((100 * (i + 1)) / blocks.length));
        if (i % 4 === 3) await pause();
      }
      every ??= rows;
      return every;
    };
    return { blocks, load, all };
  };

  // Rows in blocks, of which a view keeps some: `count` names how many of a block these are.
  const packedSource = ({ blocks, load, all }, count, keeps) => ({
    total: blocks.reduce((sum, block) => sum + block.counts[count], 0),
    all: async (progress) => {
      const rows = await all(progress);
      return count === 'all' ? rows : rows.filter(keeps);
    },
    // in the order of the report, so that only what is shown is unpacked
    slice: async (first, length) => {
      const rows = [];
      let before = 0;
      for (const block of blocks) {
        const here = block.counts[count];
        if (before + here > first && rows.length < length) {
          const kept = (await load(block)).filter(keeps);
          rows.push(...kept.slice(Math.max(0, first - before), Math.max(0, first - before) + length - rows.length));
        }
        before += here;
        if (rows.length >= length) break;
      }
      return rows;
    },
  });
  const listedSource = (rows) => ({
    total: rows.length,
    all: async () => rows,
    slice: async (first, length) => rows.slice(first, first + length),
  });

  // -- order

  // A whole number for each row that orders as its key does. Few texts are ordered as the language does, very many by their code points.
  const ranks = (rows, key) => {
    const keys = rows.map(key);
    if (keys.every((k) => typeof k === 'number')) return Uint32Array.from(keys);
    const distinct = [...new Set(keys)];
    distinct.sort(distinct.length < 50000 ? collator.compare : undefined);
    const rank = new Map(distinct.map((k, i) => [k, i]));
    return Uint32Array.from(keys, (k) => rank.get(k));
  };
  // Numbers of rows in ascending order of their ranks; equals stay as they are (two passes of a radix sort).
  const ordered = (rank) => {
    let from = Uint32Array.from(rank, (_, i) => i);
    let to = new Uint32Array(rank.length);
    for (const shift of [0, 16]) {
      const starts = new Uint32Array(65537);
      for (const r of rank) starts[((r >>> shift) & 65535) + 1] += 1;
      for (let i = 0; i < 65536; i += 1) starts[i + 1] += starts[i];
      for (const i of from) to[starts[(rank[i] >>> shift) & 65535]++] = i;
      [from, to] = [to, from];
    }
    return from;
  };

  // -- columns and rows

  const place = (source, message) => [bdi(source), ' ', made('span', { class: 'quiet' }, say('message', { n: message }))];
  const messageOf = (row) => row[F.message];
  // what an older run says of a finding, where that differs
  const before = (f) => {
    const was = f[F.more].before;
    if (!was) return '';
    const named = [data.regions, data.disclosures, data.parties, data.registers];
    const now = [f[F.region], f[F.disclosure], f[F.party], f[F.register], f[F.confidence]];
    const shifts = [0, 1, 0, 1];
    const said = was.map((value, i) => (i < 4 ? named[i][value - shifts[i]] ?? say('nothing') : `${value} %`));
    return said.filter((_, i) => was[i] !== now[i]).join(', ');
  };
  const columns = {
    change: { key: (f) => f[F.more].change, cell: (f) => [data.changes[f[F.more].change]] },
    before: { key: before, cell: (f) => [before(f)] },
    kind: { key: (f) => data.kinds[f[F.kind]], cell: (f) => [data.kinds[f[F.kind]]] },
    value: { key: (f) => f[F.value], cell: (f) => [bdi(f[F.value])] },
    disclosure: { key: (f) => f[F.disclosure], cell: (f) => [data.disclosures[f[F.disclosure] - 1] ?? ''] },
    region: { key: (f) => f[F.region], cell: (f) => [data.regions[f[F.region]]] },
    date: { key: (f) => minutes(messageOf(f)[M.date]), cell: (f) => [day(messageOf(f)[M.date])] },
    from: { key: (f) => messageOf(f)[M.from] ?? '', cell: (f) => [bdi(messageOf(f)[M.from])] },
    subject: { key: (f) => messageOf(f)[M.subject] ?? '', cell: (f) => [bdi(messageOf(f)[M.subject])] },
    source: { key: (f) => messageOf(f)[M.source], cell: (f) => place(messageOf(f)[M.source], number(messageOf(f)[M.number])) },
    present: { key: (f) => (f[F.more].present ?? []).join(' '), cell: (f) => (f[F.more].present ?? []).flatMap((v) => [bdi(v), ' ']) },
    lastSeen: { key: (f) => field(f, 'last_seen'), cell: (f) => [day(field(f, 'last_seen'))] },
    pastSince: { key: (f) => field(f, 'past_since'), cell: (f) => [day(field(f, 'past_since'))] },
    rule: { key: (f) => field(f, 'retention'), cell: (f) => [bdi(field(f, 'retention'))] },
  };
  const counted = (pairs, names, shift) =>
    pairs.map(([what, n]) => `${names[what - shift]}${n > 1 ? ` (${number(n)})` : ''}`).join(', ');
  const sourcesOf = (r, most) => {
    const pieces = r[R.sources].slice(0, most).flatMap((s, i) => (i ? [', ', bdi(s)] : [bdi(s)]));
    if (r[R.sources].length > most) pieces.push(' …');
    return pieces;
  };
  const relationColumns = {
    label: { key: (r) => r[R.label] ?? '', cell: (r) => [bdi(r[R.label])] },
    kinds: { key: (r) => counted(r[R.kinds], data.kinds, 0), cell: (r) => [counted(r[R.kinds], data.kinds, 0)] },
    disclosures: { key: (r) => counted(r[R.disclosures], data.disclosures, 1), cell: (r) => [counted(r[R.disclosures], data.disclosures, 1)] },
    findings: { key: (r) => r[R.findings], cell: (r) => [number(r[R.findings])] },
    first: { key: (r) => r[R.first] ?? '', cell: (r) => [day(r[R.first])] },
    last: { key: (r) => r[R.last] ?? '', cell: (r) => [day(r[R.last])] },
    stale: { key: (r) => r[R.stale], cell: (r) => [r[R.stale] ? number(r[R.stale]) : ''] },
    sources: { key: (r) => r[R.sources].join(' '), cell: (r) => sourcesOf(r, 3) },
  };
  const told = (pairs) => {
    const list = made('dl');
    for (const [name, ...inside] of pairs) {
      if (inside.every((piece) => piece === null || piece === undefined || piece === '')) continue;
      list.append(made('dt', {}, name), made('dd', {}, ...inside));
    }
    return list;
  };
  const wholeFinding = (f) => {
    const message = messageOf(f);
    const [section, type, filename, header] = f[F.part];
    const more = f[F.more] || {};
    const text = (value) => (value === null || value === undefined || value === '' ? null : bdi(String(value)));
    const list = told([
      [say('source'), text(message[M.source])],
      [say('custodian'), text(message[M.custodian])],
      [say('message-number'), number(message[M.number])],
      [say('date'), message[M.date] ? `${day(message[M.date])}, ${message[M.date].slice(11, 16)} (${message[M.date].slice(19).replace(/^\.\d+/, '')})` : ''],
      [say('from'), text(message[M.from])],
      [say('subject'), text(message[M.subject])],
      [say('message-id'), text(message[M.id])],
      [say('bytes'), message[M.length] === null ? say('from-byte', { first: number(message[M.offset]) }) : say('byte-range', { first: number(message[M.offset]), length: number(message[M.length]) })],
      [say('kind'), data.kinds[f[F.kind]]],
      [say('value'), text(f[F.value])],
      [say('as-written'), text(more.text)],
      [say('region'), data.regions[f[F.region]]],
      [say('part'), text(section), ` (${type})`],
      [say('file'), text(filename)],
      [say('header-field'), text(header)],
      [say('also'), text((more.also ?? []).join(', '))],
      [say('disclosure'), data.disclosures[f[F.disclosure] - 1] ?? ''],
      [say('party'), data.parties[f[F.party]]],
      [say('register'), data.registers[f[F.register] - 1] ?? ''],
      [say('present'), text((more.present ?? []).join(', '))],
      ...(more.fields ?? []).map(([name, value]) => [data.texts[`field-${name}`] ?? name, /^\d{4}-\d\d-\d\d$/.test(value) ? day(value) : text(value)]),
      [say('change'), more.change === undefined ? '' : data.changes[more.change]],
      [say('before'), more.change === undefined ? '' : before(f)],
      [say('confidence'), `${f[F.confidence]} %`],
      [say('pattern'), text(f[F.pattern])],
      [say('why'), text((more.why ?? []).join('; '))],
      [say('contact'), f[F.contact] ? `c${f[F.contact]}` : ''],
    ]);
    return [list, f[F.contact] ? allOf(f[F.contact]) : null];
  };
  const wholeRelation = (r) => {
    const table = made('table', {}, made('caption', {}, say('details')));
    const heads = ['kind', 'value', 'findings', 'first', 'last', ...(data.register ? ['register', 'present'] : []), 'place'];
    table.append(made('thead', {}, made('tr', {}, ...heads.map((name) => made('th', { scope: 'col' }, say(name))))));
    const body = made('tbody');
    for (const d of r[R.details]) {
      body.append(made('tr', {},
        made('td', {}, data.kinds[d[D.kind]]),
        made('td', {}, bdi(d[D.value])),
        made('td', { class: 'n' }, number(d[D.findings])),
        made('td', {}, day(d[D.first])),
        made('td', {}, day(d[D.last])),
        data.register ? made('td', {}, data.registers[d[D.register] - 1] ?? '') : null,
        data.register ? made('td', {}, bdi(d[D.present].join(', '))) : null,
        made('td', {}, ...place(d[D.source], number(d[D.message])))));
    }
    table.append(body);
    return [
      told([[say('party'), data.parties[r[R.party]]], [say('contact'), `c${r[R.number]}`], [say('sources'), ...sourcesOf(r, r[R.sources].length)]]),
      table,
      r[R.omitted] ? made('p', { class: 'quiet' }, say('more-details', { n: number(r[R.omitted]) })) : null,
      allOf(r[R.number]),
    ];
  };
  const allOf = (contact) => {
    const button = made('button', { type: 'button', class: 'plain' }, say('all-of-relation'));
    button.addEventListener('click', () => {
      grids.findings.only(contact);
      show('findings', true);
    });
    return button;
  };
  const low = (text) => (text ?? '').toLowerCase();
  const findingText = (f) => {
    const message = messageOf(f);
    message.low ??= low([message[M.source], message[M.id], message[M.from], message[M.subject], message[M.custodian]].join('\n'));
    return `${low(f[F.value])}\n${low(f[F.part][2])}\n${message.low}`;
  };
  const relationText = (r) => low([r[R.label], `c${r[R.number]}`, ...r[R.sources], ...r[R.details].map((d) => d[D.value])].join('\n'));

  // -- a table with its controls

  const grid = (panel, { source, cols, text, whole, filters }) => {
    const name = panel.dataset.table;
    const table = panel.querySelector('table.rows');
    const body = table.tBodies[0];
    const scroll = table.parentElement;
    const now = { first: 0, size: 25, sort: null, down: false, words: '', chosen: {}, contact: null };
    let run = 0;
    let order = null; // { key, rows }
    let shown = [];

    const status = made('p', { class: 'status', role: 'status', 'aria-live': 'polite' });
    const notPrinted = made('p', { class: 'not-printed' });
    const heads = [...table.tHead.rows[0].cells];
    const keys = cols ? heads.map((head) => cols[head.dataset.col]) : heads.map((_, i) => ({
      key: (tr) => tr.cells[i].dataset.sort ?? tr.cells[i].textContent,
    }));
    if (!cols) {
      // a column whose cells all say a number is ordered by it
      for (const [i, column] of keys.entries()) {
        const plain = column.key;
        if (heads[i].classList.contains('n')) column.key = (tr) => Math.min(4294967295, Number(plain(tr)) || 0);
      }
    }
    heads.forEach((head, i) => {
      head.dataset.label = head.textContent;
      const button = made('button', { type: 'button' }, ...head.childNodes);
      head.append(button);
      button.addEventListener('click', () => {
        now.down = now.sort === i && !now.down;
        now.sort = i;
        now.first = 0;
        heads.forEach((other) => other.removeAttribute('aria-sort'));
        head.setAttribute('aria-sort', now.down ? 'descending' : 'ascending');
        render();
      });
    });
    if (whole) table.tHead.rows[0].prepend(made('th', { scope: 'col', class: 'open-column' }, made('span', { class: 'unseen' }, say('open-column'))));
    scroll.setAttribute('tabindex', '0');
    scroll.setAttribute('role', 'region');
    scroll.setAttribute('aria-label', panel.querySelector('h3').textContent);

    // what is shown
    const passes = () => {
      const words = low(now.words).split(/\s+/).filter(Boolean);
      const chosen = Object.entries(now.chosen).filter(([, value]) => value !== '').map(([which, value]) => filters[which].passes(value));
      if (now.contact) chosen.push((f) => f[F.contact] === now.contact);
      if (!words.length && !chosen.length) return null;
      return (row) => {
        for (const pass of chosen) if (!pass(row)) return false;
        if (!words.length) return true;
        const all = text(row);
        return words.every((word) => all.includes(word));
      };
    };
    const busy = (what) => (percent) => {
      status.textContent = say(what, { percent });
      table.setAttribute('aria-busy', 'true');
    };
    const rowsToShow = async (mine) => {
      const pass = passes();
      if (!pass && now.sort === null) return { total: source.total, rows: await source.slice(now.first, now.size) };
      const key = JSON.stringify([now.sort, now.down, now.words, now.chosen, now.contact]);
      if (order?.key !== key) {
        const all = await source.all(busy('unpacking'));
        if (mine !== run) return null;
        let rows = all;
        if (pass) {
          rows = [];
          for (let i = 0; i < all.length; i += 1) {
            if (pass(all[i])) rows.push(all[i]);
            if (i % 50000 === 49999) {
              busy('searching')(Math.round((100 * i) / all.length));
              await pause();
              if (mine !== run) return null;
            }
          }
        }
        if (now.sort !== null) {
          if (rows.length > 50000) { busy('sorting')(''); await pause(); }
          const rank = ranks(rows, keys[now.sort].key);
          if (now.down) for (let i = 0; i < rank.length; i += 1) rank[i] = 4294967295 - rank[i];
          const sorted = rows;
          rows = Array.from(ordered(rank), (i) => sorted[i]);
        }
        order = { key, rows };
      }
      return { total: order.rows.length, rows: order.rows.slice(now.first, now.first + now.size) };
    };

    const line = (row) => {
      if (!cols) return [row];
      const tr = made('tr');
      const cells = heads.map((head, i) => made('td', { class: head.classList.contains('n') ? 'n' : null }, ...keys[i].cell(row)));
      const id = `${name}-${now.first}-${shown.length}`;
      const open = made('button', { type: 'button', class: 'open', 'aria-expanded': 'false' }, '+');
      open.addEventListener('click', () => {
        const is = open.getAttribute('aria-expanded') === 'true';
        open.setAttribute('aria-expanded', String(!is));
        open.textContent = is ? '+' : '\u2212';
        if (is) {
          document.getElementById(id)?.remove();
          open.removeAttribute('aria-controls');
        } else {
          tr.after(made('tr', { class: 'whole', id }, made('td', { colspan: String(heads.length + 1) }, ...whole(row))));
          open.setAttribute('aria-controls', id);
        }
      });
      open.setAttribute('aria-label', `${say('open-row')}: ${cells.slice(0, 2).map((cell) => cell.textContent).join(', ')}`);
      tr.append(made('td', { class: 'open-column' }, open), ...cells);
      return [tr];
    };
    const render = async () => {
      run += 1;
      const mine = run;
      let found;
      try {
        found = await rowsToShow(mine);
      } catch (error) {
        status.textContent = say('damaged');
        throw error;
      }
      if (!found || mine !== run) return;
      shown = [];
      const lines = [];
      for (const row of found.rows) {
        lines.push(...line(row));
        shown.push(row);
      }
      body.replaceChildren(...lines);
      table.removeAttribute('aria-busy');
      const last = now.first + found.rows.length;
      const range = { first: number(found.total ? now.first + 1 : 0), last: number(last), count: number(found.total), total: number(source.total) };
      status.textContent = found.total === source.total ? say('rows', range) : say('rows-of', range);
      const left = found.total - found.rows.length;
      notPrinted.textContent = left > 0 ? say('not-printed', { n: number(left) }) : '';
      back.disabled = start.disabled = now.first === 0;
      next.disabled = end.disabled = last >= found.total;
      lastPage = Math.max(0, Math.floor((found.total - 1) / now.size) * now.size);
      clear.hidden = !passes() && now.sort === null;
    };

    // controls
    const controls = made('div', { class: 'controls' });
    let lastPage = 0;
    let waiting = 0;
    const input = made('input', { type: 'search', autocomplete: 'off', spellcheck: 'false' });
    input.addEventListener('input', () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => { now.words = input.value; now.first = 0; render(); }, 250);
    });
    controls.append(made('label', { class: 'search' }, say('search'), input));
    const selects = [];
    for (const [which, { label, options }] of Object.entries(filters ?? {})) {
      const choices = options.filter(([, word]) => word);
      if (choices.length < 2) continue;
      const select = made('select', { 'data-filter': which }, made('option', { value: '' }, say('any')), ...choices.map(([value, word]) => made('option', { value: String(value) }, word)));
      select.addEventListener('change', () => { now.chosen[which] = select.value; now.first = 0; render(); });
      selects.push(select);
      controls.append(made('label', {}, say(label), select));
    }
    const clear = made('button', { type: 'button', class: 'plain clear', hidden: '' }, say('clear'));
    const reset = () => {
      Object.assign(now, { first: 0, sort: null, down: false, words: '', chosen: {}, contact: null });
      input.value = '';
      selects.forEach((select) => { select.value = ''; });
      heads.forEach((head) => head.removeAttribute('aria-sort'));
    };
    clear.addEventListener('click', () => { reset(); input.focus(); render(); });
    controls.append(clear);

    const pages = made('div', { class: 'pages' });
    const turn = (label, to) => {
      const button = made('button', { type: 'button', class: 'plain' }, say(label));
      button.addEventListener('click', () => { now.first = Math.max(0, to()); render(); });
      pages.append(button);
      return button;
    };
    const start = turn('first-page', () => 0);
    const back = turn('previous-page', () => now.first - now.size);
    const next = turn('next-page', () => now.first + now.size);
    const end = turn('last-page', () => lastPage);
    const size = made('select', {}, ...[25, 100, 500].map((n) => made('option', { value: String(n) }, number(n))));
    size.addEventListener('change', () => { now.size = +size.value; now.first = Math.floor(now.first / now.size) * now.size; render(); });
    pages.append(made('label', {}, say('page-size'), ' ', size));

    scroll.before(controls, status);
    scroll.after(notPrinted, pages);
    return {
      render,
      only: (contact) => { reset(); now.contact = contact; render(); },
    };
  };

  // -- the page

  // browsers that do not know :has() show it still
  document.querySelector('.opening').remove();
  const choices = (words, shift) => words.map((word, i) => [i + shift, word]);
  const filters = {
    kind: { label: 'kind', options: choices(data.kinds, 0), passes: (v) => (f) => f[F.kind] === +v },
    disclosure: { label: 'disclosure', options: choices(data.disclosures, 1), passes: (v) => (f) => f[F.disclosure] === +v },
    region: { label: 'region', options: choices(data.regions, 0), passes: (v) => (f) => f[F.region] === +v },
    custodian: { label: 'custodian', options: data.custodians.map((c) => [c, c]), passes: (v) => (f) => messageOf(f)[M.custodian] === v },
    register: { label: 'register', options: data.register ? choices(data.registers, 1) : [], passes: (v) => (f) => f[F.register] === +v },
  };
  const { register, ...withoutRegister } = filters;
  const findings = store('findings', findingsOf);
  const relations = store('relations', (rows) => rows);
  const ofFindings = (count, keeps, some) => ({ source: packedSource(findings, count, keeps), cols: columns, text: findingText, whole: wholeFinding, filters: some });
  const kinds = {
    relations: () => ({ source: packedSource(relations, 'all', () => true), cols: relationColumns, text: relationText, whole: wholeRelation, filters: {
      disclosure: { label: 'disclosure', options: filters.disclosure.options, passes: (v) => (r) => r[R.disclosures].some(([d]) => d === +v) },
      kind: { label: 'kind', options: filters.kind.options, passes: (v) => (r) => r[R.kinds].some(([k]) => k === +v) },
    } }),
    findings: () => ofFindings('all', () => true, filters),
    stale: () => ofFindings('stale', (f) => f[F.register] === 2, withoutRegister),
    changes: () => ({ source: packedSource(store('changes', findingsOf), 'all', () => true), cols: columns, text: findingText, whole: wholeFinding, filters: {
      change: { label: 'change', options: choices(data.changes, 0), passes: (v) => (f) => f[F.more].change === +v }, ...filters,
    } }),
    past: () => ofFindings('past', (f) => field(f, 'past_since') !== '', filters),
  };
  const grids = {};
  const panels = [...document.querySelectorAll('.panel')];
  const tabs = made('div', { class: 'tabs', role: 'tablist', 'aria-label': say('tables') });
  const show = (name, focus) => {
    for (const panel of panels) panel.hidden = panel.dataset.table !== name;
    for (const tab of tabs.children) {
      const is = tab.id === `tab-${name}`;
      tab.setAttribute('aria-selected', String(is));
      tab.tabIndex = is ? 0 : -1;
      if (is && focus) { tab.focus(); tab.scrollIntoView({ block: 'nearest' }); }
    }
  };
  for (const panel of panels) {
    const name = panel.dataset.table;
    const table = panel.querySelector('table.rows');
    let count = 0;
    if (kinds[name] && !canUnpack && +panel.dataset.total) {
      count = +panel.dataset.total;
      table.parentElement.replaceWith(made('p', { class: 'warning' }, say('old-browser')));
    } else if (table) {
      const rows = kinds[name] ? null : [...table.tBodies[0].rows];
      const what = kinds[name]?.() ?? { source: listedSource(rows), text: (tr) => low(tr.textContent) };
      count = what.source.total;
      if (count) grids[name] = grid(panel, what);
      else table.parentElement.replaceWith(made('p', {}, say('none')));
    }
    const tab = made('button', { type: 'button', role: 'tab', id: `tab-${name}`, 'aria-controls': panel.id }, panel.querySelector('h3').textContent, ' ', made('span', { class: 'count' }, number(count)));
    tab.addEventListener('click', () => show(name, false));
    tabs.append(tab);
    panel.setAttribute('role', 'tabpanel');
    panel.setAttribute('aria-labelledby', tab.id);
  }
  tabs.addEventListener('keydown', (event) => {
    const all = [...tabs.children];
    const at = all.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined || at < 0) return;
    event.preventDefault();
    show(all[(to + all.length) % all.length].id.slice(4), true);
  });
  panels[0].before(tabs);
  show(grids.relations ? 'relations' : 'findings', false);
  // the first rows of every table are there from the beginning, so that they are printed
  Promise.all(Object.values(grids).map((one) => one.render())).then(() => {
    performance.mark('ready');
    document.documentElement.setAttribute('data-ready', '');
  });
})();
