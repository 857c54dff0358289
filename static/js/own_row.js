// A family's own row: its hashes are computed in the browser, and nothing is sent anywhere.

// SHA-256 (FIPS 180-4), because a browser offers its own to https addresses only, and a server
// inside a school may have none. The constants are the first 32 bits behind the point of the square
// roots of the first 8 primes and the cube roots of the first 64.
const primes = [2];
for (let n = 3; primes.length < 64; n += 2) {
  if (primes.every((prime) => n % prime)) {
    primes.push(n);
  }
}
const behindPoint = (root) => ((root % 1) * 2 ** 32) | 0;
const START = primes.slice(0, 8).map((prime) => behindPoint(Math.sqrt(prime)));
const ROUND = primes.map((prime) => behindPoint(Math.cbrt(prime)));

const turn = (word, by) => (word >>> by) | (word << (32 - by));

const padded = (bytes) => {
  const whole = new Uint8Array(((bytes.length + 72) >> 6) << 6);
  whole.set(bytes);
  whole[bytes.length] = 0x80;
  const view = new DataView(whole.buffer);
  view.setUint32(whole.length - 8, Math.floor(bytes.length / 2 ** 29));
  view.setUint32(whole.length - 4, bytes.length << 3);
  return view;
};

const schedule = (view, at) => {
  const words = Array.from({ length: 16 }, (_, i) => view.getInt32(at + 4 * i));
  for (let i = 16; i < 64; i += 1) {
    const [before, after] = [words[i - 15], words[i - 2]];
    const low = turn(before, 7) ^ turn(before, 18) ^ (before >>> 3);
    const high = turn(after, 17) ^ turn(after, 19) ^ (after >>> 10);
    words.push((words[i - 16] + low + words[i - 7] + high) | 0);
  }
  return words;
};

const sha256 = (bytes) => {
  const view = padded(bytes);
  let sum = START;
  for (let at = 0; at < view.byteLength; at += 64) {
    let [a, b, c, d, e, f, g, h] = sum;
    schedule(view, at).forEach((word, i) => {
      const high = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
      const one = (h + high + ((e & f) ^ (~e & g)) + ROUND[i] + word) | 0;
      const low = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22);
      const two = (low + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [a, b, c, d, e, f, g, h] = [(one + two) | 0, a, b, c, (d + one) | 0, e, f, g];
    });
    sum = [a, b, c, d, e, f, g, h].map((word, i) => (word + sum[i]) | 0);
  }
  const found = new DataView(new ArrayBuffer(32));
  sum.forEach((word, i) => found.setInt32(4 * i, word));
  return new Uint8Array(found.buffer);
};

const utf8 = (text) => new TextEncoder().encode(text);
const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const bytesOf = (digits) => Uint8Array.from(digits.match(/../g), (pair) => parseInt(pair, 16));
const join = (...parts) => Uint8Array.from(parts.flatMap((part) => [...part]));

// The way up the tree of RFC 6962: a row, then two neighbours at a time.
const rootOver = (row, index, rows, path) => {
  const neighbours = path.map(bytesOf);
  let value = sha256(join([0], utf8(row)));
  for (let [at, left] = [index, rows]; left > 1; at >>= 1, left = (left + 1) >> 1) {
    if (at % 2) {
      value = sha256(join([1], neighbours.shift(), value));
    } else if (at + 1 < left) {
      value = sha256(join([1], value, neighbours.shift()));
    }
  }
  return hex(value);
};

// What the family itself said, written as on the receipt; a text that is no row has none.
const receiptOf = (text) => {
  try {
    const { choices, slot_order, ticket, wanted } = JSON.parse(text);
    const slots = Object.fromEntries(Object.entries(choices).sort(([a], [b]) => (a < b ? -1 : 1)));
    const own = { choices: slots, format: "draw-receipt/1", slot_order, ticket, wanted };
    return hex(sha256(utf8(JSON.stringify(own))));
  } catch {
    return "–";
  }
};

const show = (step, computed, expected) => {
  step.querySelector("[data-computed]").textContent = computed;
  step.querySelector("[data-right]").hidden = computed !== expected;
  step.querySelector("[data-wrong]").hidden = computed === expected;
};

const card = document.querySelector("[data-own-row]");
const row = card.querySelector("textarea");
const path = Array.from(card.querySelectorAll("[data-neighbour]"), (code) => code.textContent);
const check = () => {
  const { index, rows, root, receipt } = card.dataset;
  show(card.querySelector("[data-step=receipt]"), receiptOf(row.value), receipt);
  show(
    card.querySelector("[data-step=root]"),
    rootOver(row.value, Number(index), Number(rows), path),
    root,
  );
};
card.querySelector("[data-steps]").hidden = false;
row.addEventListener("input", check);
check();
