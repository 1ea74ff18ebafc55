// The plan of an erasure, to be read and decided on. What a row holds at which place is told in plan.rs.
//
// What is decided is kept beside the rows. A plan that is saved is the text of the plan as it was made, in which only the values that a person may change
// are others: whatever else stands in it, numbers beyond 2^53 too, is the same to the byte, and its seals hold.
(() => {
  const { data, say, number, day, minutes, made, bdi, low, place, told, canUnpack, unpacked, store, packedSource, grid } = base;
  const P = { number: 0, action: 1, strength: 2, date: 3, source: 4, message: 5, roles: 6, subject: 7, why: 8, alone: 9, custodian: 10, id: 11, offset: 12, length: 13, sha256: 14, matched: 15, omitted: 16, group: 17 };
  const words = Object.fromEntries(Object.entries(data.words).map(([name, pairs]) => [name, new Map(pairs)]));
  const word = (name, value) => words[name].get(value) ?? value;
  const element = (id) => document.getElementById(id);

  // -- what is decided

  let edits = new Map(); // number of a hit: { action, reason, by, row }
  let dirty = false;
  const was = (row) => ({ action: row[P.action], reason: '', by: '' });
  const now = (row) => edits.get(row[P.number]) ?? was(row);
  const isOther = (row) => now(row).action !== row[P.action];
  const isUnexplained = (row) => isOther(row) && !now(row).reason.trim();
  const me = () => element('me').value.trim();
  const keep = (row, next) => {
    const { action, reason, by } = next;
    if (action === row[P.action] && !reason && !by) edits.delete(row[P.number]);
    else edits.set(row[P.number], { action, reason, by, row });
  };
  const decide = (row, change) => {
    const next = { ...now(row), ...change };
    if (next.action !== row[P.action] || next.reason) next.by ||= change.by === undefined ? me() : '';
    else if (change.by === undefined && next.by === me()) next.by = '';
    keep(row, next);
    dirty = true;
  };

  // -- the text of a plan, and the same with what was decided in it

  let text = null;
  const original = () => (text ??= unpacked(element('plan')));
  // half of a surrogate pair is no text
  const json = (value) => JSON.stringify(value.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd'));
  const changedIn = (source, top) => {
    const pieces = [];
    let at = 0;
    let done = 0;
    const replace = (from, to, by) => {
      pieces.push(source.slice(done, from), by);
      done = to;
    };
    const space = () => { while (source.charCodeAt(at) <= 32) at += 1; };
    const string = () => {
      const from = at;
      for (at += 1; at < source.length && source[at] !== '"'; at += 1) if (source[at] === '\\') at += 1;
      at += 1;
      return source.slice(from, at);
    };
    const value = () => {
      const from = at;
      let depth = 0;
      do {
        const c = source[at];
        if (c === '"') { string(); continue; }
        if (c === '{' || c === '[') depth += 1;
        else if (c === '}' || c === ']') depth -= 1;
        at += 1;
      } while (at < source.length && (depth > 0 || (!'{["'.includes(source[from]) && !/[\s,\]}]/.test(source[at]))));
      return [from, at];
    };
    const each = (end, one) => {
      at += 1;
      for (space(); at < source.length && source[at] !== end; space()) {
        one();
        space();
        if (source[at] === ',') at += 1;
      }
      at += 1;
    };
    const members = (one) => each('}', () => {
      const from = at;
      const name = JSON.parse(string());
      space();
      at += 1;
      space();
      one(name, from);
    });
    let hit = 0;
    const hits = () => each(']', () => {
      const edit = edits.get(hit);
      hit += 1;
      if (!edit) { value(); return; }
      const places = {};
      let before = '';
      let last = at;
      members((name, from) => {
        if (name === 'action') before = source.slice(last + 1, from);
        places[name] = value();
        last = at;
      });
      const changes = [];
      const more = [];
      for (const name of ['action', 'reason', 'by']) {
        const next = name === 'action' || edit[name] ? json(edit[name]) : 'null';
        if (places[name]) changes.push([...places[name], next]);
        else if (next !== 'null') more.push(`,${before}"${name}": ${next}`);
      }
      changes.push([places.action[1], places.action[1], more.join('')]);
      changes.sort((a, b) => a[0] - b[0]).forEach(([from, to, by]) => replace(from, to, by));
    });
    space();
    members((name) => {
      if (name === 'hits') hits();
      else {
        const [from, to] = value();
        if (name in top) replace(from, to, top[name]);
      }
    });
    if (at > source.length || hit !== data.hits) throw new Error('this is no plan');
    return pieces.join('') + source.slice(done);
  };

  // -- rows

  const title = (row) => `${row[P.source]}, ${say('message', { n: row[P.message] })}`;
  const parts = new WeakMap(); // what is shown of a row
  let soon = 0;
  const refresh = (row) => {
    const shown = parts.get(row);
    if (shown) {
      const { action, reason, by } = now(row);
      const other = isOther(row);
      shown.action.value = action;
      shown.action.classList.toggle('other', other);
      shown.proposed.textContent = other ? say('proposed', { action: word('action', row[P.action]) }) : '';
      if (shown.reason.value !== reason) shown.reason.value = reason;
      if (shown.by.value !== by) shown.by.value = by;
      shown.reason.setAttribute('aria-required', String(other));
      shown.reason.setAttribute('aria-invalid', String(isUnexplained(row)));
      shown.asked.textContent = isUnexplained(row) ? say('say-why') : '';
    }
    if (!soon) soon = requestAnimationFrame(tell);
  };
  const field = (row, name, length) => {
    const input = made('input', { type: 'text', maxlength: length, autocomplete: 'off', placeholder: ' ' });
    input.addEventListener('input', () => { decide(row, { [name]: input.value }); refresh(row); });
    const label = made('label', {}, say(name), made('span', { class: 'unseen' }, `: ${title(row)}`), input);
    return [input, label];
  };
  const decided = (row) => {
    const action = made('select', { 'aria-label': `${say('action')}: ${title(row)}` }, ...data.words.action.map(([value, name]) => made('option', { value }, name)));
    action.addEventListener('change', () => { decide(row, { action: action.value }); refresh(row); });
    const proposed = made('span', { class: 'quiet proposed' });
    const [reason, reasonLabel] = field(row, 'reason', '2000');
    const [by, byLabel] = field(row, 'by', '200');
    const asked = made('span', { class: 'asked', id: `asked-${row[P.number]}` });
    reason.setAttribute('aria-describedby', asked.id);
    parts.set(row, { action, proposed, reason, by, asked });
    refresh(row);
    return { action: [action, proposed], reason: [reasonLabel, asked, byLabel] };
  };
  let drawn = null; // of the row whose cells are being made
  const spelled = ([kind, value, how, part, region], withPart) => {
    const where = [word('how', how), word('region', region), withPart && part ? say('in-part', { part }) : ''];
    return [`${word('kind', kind)} `, bdi(value), made('span', { class: 'quiet' }, ` (${where.filter(Boolean).join(', ')})`)];
  };
  const roles = (row) => row[P.roles].map((role) => word('role', role)).join(', ');
  const strengths = [...words.strength.keys()];
  const actions = [...words.action.keys()];
  const columns = {
    action: { key: (row) => actions.indexOf(now(row).action), cell: (row) => { drawn = decided(row); return drawn.action; } },
    reason: { key: (row) => now(row).reason, cell: () => drawn.reason },
    strength: { key: (row) => strengths.indexOf(row[P.strength]), cell: (row) => [word('strength', row[P.strength]), made('br'), made('span', { class: 'quiet' }, roles(row))] },
    date: { key: (row) => minutes(row[P.date]), cell: (row) => [day(row[P.date])] },
    source: { key: (row) => row[P.source], cell: (row) => [...place(row[P.source], row[P.message]), made('br'), bdi(row[P.subject])] },
    matched: { key: (row) => row[P.matched].map((m) => m[1]).join(' '), cell: (row) => {
      const some = row[P.matched].slice(0, 3).map((m) => made('li', {}, ...spelled(m, false)));
      const left = row[P.matched].length - some.length + row[P.omitted];
      return [made('ul', { class: 'matched' }, ...some, left ? made('li', { class: 'quiet' }, say('more', { n: number(left) })) : null)];
    } },
    why: { key: (row) => row[P.why], cell: (row) => [row[P.why]] },
  };
  const whole = (row) => {
    const text = (value) => (value === null || value === '' ? null : bdi(value));
    const list = made('ul', { class: 'matched' }, ...row[P.matched].map((m) => made('li', {}, ...spelled(m, true))));
    return [told([
      [say('source'), text(row[P.source])],
      [say('custodian'), text(row[P.custodian])],
      [say('message-number'), row[P.message]],
      [say('date'), row[P.date] ? `${day(row[P.date])}, ${row[P.date].slice(11, 16)}` : ''],
      [say('subject'), text(row[P.subject])],
      [say('message-id'), text(row[P.id])],
      [say('bytes'), row[P.length] === null ? say('from-byte', { first: row[P.offset] }) : say('byte-range', { first: row[P.offset], length: row[P.length] })],
      ['SHA-256', text(row[P.sha256])],
      [say('role'), roles(row)],
      [say('others'), say(row[P.alone] ? 'alone' : 'not-alone')],
      [say('why-proposed'), `${word('action', row[P.action])}: ${row[P.why]}`],
      [say('matched'), list, row[P.omitted] ? say('more', { n: number(row[P.omitted]) }) : null],
    ])];
  };
  const rowText = (row) => {
    row.low ??= low([row[P.source], row[P.subject], row[P.id], row[P.custodian], row[P.why], ...row[P.matched].map((m) => m[1])].join('\n'));
    const edit = edits.get(row[P.number]);
    return edit ? `${row.low}\n${low(edit.reason)}\n${low(edit.by)}` : row.low;
  };
  const kinds = { other: isOther, unexplained: isUnexplained, same: (row) => !isOther(row) };
  const filters = {
    action: { label: 'action', options: data.words.action, passes: (v) => (row) => now(row).action === v },
    strength: { label: 'strength', options: data.words.strength, passes: (v) => (row) => row[P.strength] === v },
    role: { label: 'role', options: data.words.role, passes: (v) => (row) => row[P.roles].includes(v) },
    source: { label: 'source', options: data.groups.map((name, i) => [i, name]), passes: (v) => (row) => row[P.group] === +v },
    why: { label: 'why-proposed', options: data.whys.map((why) => [why, why]), passes: (v) => (row) => row[P.why] === v },
    decision: { label: 'decision', options: Object.keys(kinds).map((name) => [name, say(`decision-${name}`)]), passes: (v) => kinds[v] },
  };

  // -- the page

  const panel = element('panel-hits');
  const source = packedSource(store('hits', (rows) => rows), 'all', () => true);
  const list = source.total && canUnpack ? grid(panel, { source, cols: columns, text: rowText, whole, filters, title }) : null;
  if (!list) {
    const what = source.total ? made('p', { class: 'warning' }, say('old-browser')) : made('p', {}, say('no-hits'));
    panel.querySelector('.scroll').replaceWith(what);
    element('bulk').hidden = true;
  }
  const state = element('state');
  const note = element('note');
  // what was said last stays until something else is done
  const saying = (name, values, ...buttons) => {
    note.replaceChildren(...(name ? [say(name, values), ' ', ...buttons] : []));
  };
  const button = (name, act) => {
    const node = made('button', { type: 'button', class: 'plain' }, say(name));
    node.addEventListener('click', act);
    return node;
  };
  const unexplained = () => [...edits.values()].filter(({ row }) => isUnexplained(row)).length;
  const tell = () => {
    soon = 0;
    const counts = structuredClone(data.counts);
    let others = 0;
    for (const { action, row } of edits.values()) {
      counts[row[P.action]][row[P.strength]] -= 1;
      counts[action][row[P.strength]] += 1;
      if (action !== row[P.action]) others += 1;
    }
    for (const [action, row] of Object.entries(counts)) {
      let sum = 0;
      for (const [strength, n] of Object.entries(row)) {
        sum += n;
        element(`n-${action}-${strength}`).textContent = number(n);
      }
      element(`n-${action}`).textContent = number(sum);
    }
    state.textContent = [
      others ? say('others-decided', { n: number(others) }) : say('all-as-proposed'),
      unexplained() ? say('unexplained', { n: number(unexplained()) }) : '',
      dirty ? say('unsaved') : '',
    ].filter(Boolean).join(' ');
    state.classList.toggle('dirty', dirty);
  };
  const touched = () => { dirty = true; tell(); };

  // names of who approves
  const approvers = element('approvers');
  const named = () => [...approvers.querySelectorAll('input')].map((input) => input.value.trim()).filter(Boolean);
  const askNames = (names) => {
    approvers.querySelectorAll('label').forEach((label) => label.remove());
    for (let i = 0; i < Math.max(2, names.length); i += 1) {
      const input = made('input', { type: 'text', autocomplete: 'off', maxlength: '200' });
      input.value = names[i] ?? '';
      input.addEventListener('input', touched);
      approvers.append(made('label', {}, say('approver', { n: number(i + 1) }), input));
    }
  };
  const isApproved = () => !data.second_approver || new Set(named().map((name) => name.toLowerCase())).size > 1;
  askNames(data.approved_by);
  const mark = element('mark');
  mark.value = data.mark;
  mark.addEventListener('input', touched);
  element('me').addEventListener('change', () => {
    for (const { action, reason, by, row } of [...edits.values()]) {
      if (isOther(row) && !by && me()) {
        keep(row, { action, reason, by: me() });
        dirty = true;
        refresh(row);
      }
    }
  });

  // saved, and opened again
  const fileName = () => {
    try {
      const name = decodeURIComponent(location.pathname.split('/').pop());
      if (/.\.html?$/i.test(name)) return name.replace(/\.html?$/i, '.json');
    } catch { /* a name that is none */ }
    return 'plan.json';
  };
  const save = async () => {
    const top = {};
    if (mark.value.trim() && mark.value !== data.mark) top.mark = json(mark.value);
    if (named().join('\n') !== data.approved_by.join('\n')) top.approved_by = `[${named().map(json).join(', ')}]`;
    const blob = new Blob([changedIn(await original(), top)], { type: 'application/json' });
    const link = made('a', { href: URL.createObjectURL(blob), download: fileName() });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    dirty = false;
    tell();
    saying(isApproved() ? 'saved' : 'saved-unapproved', { file: link.download });
  };
  const damaged = (error) => {
    saying('damaged');
    throw error;
  };
  element('save').addEventListener('click', () => {
    const n = unexplained();
    if (!n) save().catch(damaged);
    else {
      saying('reasons-missing', { n: number(n) },
        button('show-these', async () => {
          await list.choose('decision', 'unexplained');
          saying();
          panel.querySelector('tbody input').focus();
        }),
        button('save-all-the-same', () => save().catch(damaged)));
      note.querySelector('button').focus();
    }
  });
  const open = async (file) => {
    let saved;
    try { saved = JSON.parse(await file.text()); } catch { return saying('open-no-plan'); }
    const own = JSON.parse(await original());
    const fits = saved?.seal === own.seal && Array.isArray(saved.hits) && saved.hits.length === own.hits.length
      && own.hits.every((hit, i) => saved.hits[i]?.seal === hit.seal && words.action.has(saved.hits[i].action));
    if (!fits) return saying('open-other-plan');
    const said = (value) => (typeof value === 'string' ? value : '');
    edits = new Map();
    for (const row of await source.all(() => {})) {
      const { action, reason, by } = saved.hits[row[P.number]];
      keep(row, { action, reason: said(reason), by: said(by) });
    }
    mark.value = said(saved.mark) || data.mark;
    askNames(Array.isArray(saved.approved_by) ? saved.approved_by.map(said).filter(Boolean) : []);
    dirty = false;
    await list?.again();
    tell();
    return saying('opened', { file: file.name });
  };
  const chosen = element('open');
  chosen.addEventListener('change', () => {
    const file = chosen.files[0];
    // the same file can be chosen again
    if (dirty) saying('open-unsaved');
    else if (file) open(file).catch(damaged);
    chosen.value = '';
  });
  addEventListener('beforeunload', (event) => {
    if (!dirty) return;
    event.preventDefault();
    // for browsers before 2023
    event.returnValue = true;
  });

  // many at once
  element('bulk-do').addEventListener('click', async () => {
    const action = element('bulk-action').value;
    const reason = element('bulk-reason').value.trim();
    const rows = (await list.matching()).filter((row) => now(row).action !== action);
    if (rows.some((row) => row[P.action] !== action) && !reason) {
      saying('bulk-say-why');
      element('bulk-reason').focus();
      return;
    }
    const before = new Map(edits);
    for (const row of rows) decide(row, { action, reason: row[P.action] === action ? '' : reason });
    await list.again();
    tell();
    saying('bulk-done', { n: number(rows.length) }, button('undo', async () => {
      edits = before;
      await list.again();
      tell();
      saying('undone');
    }));
  });

  element('deciding').hidden = false;
  element('saving').hidden = false;
  tell();
  Promise.resolve(list?.render()).then(() => {
    performance.mark('ready');
    document.documentElement.setAttribute('data-ready', '');
  });
})();
