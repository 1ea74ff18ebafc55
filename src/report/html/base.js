'use strict';
// What the pages have in common: texts, days and numbers, rows that are unpacked from their blocks when they are looked at, and a
// table with its controls. Everything that mail says goes into a page as text, never as markup.
const base = (() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const say = (name, values = {}) =>
    (data.texts[name] ?? name).replace(/%(\w+)/g, (all, key) => (key in values ? values[key] : all));
  const numbers = new Intl.NumberFormat(data.lang === 'en' ? 'en-GB' : data.lang);
  const days = new Intl.DateTimeFormat(data.lang === 'en' ? 'en-GB' : data.lang, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
  const collator = new Intl.Collator(data.lang, { numeric: true, sensitivity: 'base' });
  const number = (n) => numbers.format(n);
  const pause = () => new Promise((done) => setTimeout(done));

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
  const low = (text) => (text ?? '').toLowerCase();
  const place = (source, message) => [bdi(source), ' ', made('span', { class: 'quiet' }, say('message', { n: message }))];
  const told = (pairs) => {
    const list = made('dl');
    for (const [name, ...inside] of pairs) {
      if (inside.every((piece) => piece === null || piece === undefined || piece === '')) continue;
      list.append(made('dt', {}, name), made('dd', {}, ...inside));
    }
    return list;
  };

  // -- blocks

  const canUnpack = (() => {
    try { return Boolean(new DecompressionStream('deflate-raw')); } catch { return false; }
  })();
  const unpacked = async (script) => {
    const packed = atob(script.textContent);
    const bytes = new Uint8Array(packed.length);
    for (let i = 0; i < packed.length; i += 1) bytes[i] = packed.charCodeAt(i);
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
    return new Response(stream).text();
  };

  // All rows of a sort, in blocks. What is unpacked is kept.
  const store = (view, rowsOf) => {
    const blocks = [...document.querySelectorAll(`script.block[data-view="${view}"]`)].map((script) => ({
      script,
      counts: { all: +script.dataset.rows, stale: +script.dataset.stale, past: +script.dataset.past },
      rows: null,
    }));
    const load = async (block) => {
      block.rows ??= unpacked(block.script).then((text) => rowsOf(JSON.parse(`[${text}]`)));
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

  // -- a table with its controls

  // `title` is what a row is called by its button; without it, its first cells.
  const grid = (panel, { source, cols, text, whole, filters, title }) => {
    const name = panel.dataset.table;
    const table = panel.querySelector('table.rows');
    const body = table.tBodies[0];
    const scroll = table.parentElement;
    const now = { first: 0, size: 25, sort: null, down: false, words: '', chosen: {}, only: null };
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
    scroll.setAttribute('aria-label', panel.querySelector('h2, h3').textContent);

    // what is shown
    const passes = () => {
      const words = low(now.words).split(/\s+/).filter(Boolean);
      const chosen = Object.entries(now.chosen).filter(([, value]) => value !== '').map(([which, value]) => filters[which].passes(value));
      if (now.only) chosen.push(now.only.passes);
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
      const key = JSON.stringify([now.sort, now.down, now.words, now.chosen, now.only?.name]);
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
      open.setAttribute('aria-label', `${say('open-row')}: ${title?.(row) ?? cells.slice(0, 2).map((cell) => cell.textContent).join(', ')}`);
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
      Object.assign(now, { first: 0, sort: null, down: false, words: '', chosen: {}, only: null });
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
      // after rows themselves have changed
      again: () => { order = null; return render(); },
      // all rows that the choices leave, as they are now
      matching: async () => {
        now.words = input.value;
        const pass = passes();
        const all = await source.all(() => {});
        return pass ? all.filter(pass) : all;
      },
      choose: (which, value) => {
        reset();
        now.chosen[which] = value;
        selects.find((select) => select.dataset.filter === which).value = value;
        return render();
      },
      only: (name, passes) => { reset(); now.only = { name, passes }; return render(); },
    };
  };

  const choices = (words, shift) => words.map((word, i) => [i + shift, word]);

  // what browsers show that do not know :has()
  document.querySelector('.opening').remove();
  return { data, say, number, pause, day, minutes, made, bdi, low, place, told, canUnpack, unpacked, store, packedSource, listedSource, grid, choices };
})();
