/**
 * Builds the console into web/dist and the pages of people into web/dist/people, unless what stands there was made from
 * the same sources. `npm start`, the demo and the tests call it first; the published package carries the result. Runs on
 * Node 20 and newer.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'web', 'dist');
const stampFile = join(dist, 'built-from');

/** @param {(line: string) => void} say @returns {Promise<boolean>} whether it had to be built */
export async function buildConsole(say) {
  if (!existsSync(join(root, 'web', 'index.html'))) return false;
  const stamp = sourcesHash();
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return false;
  say('Building the console …');
  const { build } = await import('vite');
  // The console first: it empties web/dist.
  for (const pages of ['.', 'people'])
    await build({ configFile: join(root, 'web', pages, 'vite.config.ts'), logLevel: 'warn' });
  for (const pages of ['.', 'people'])
    for (const file of filesBelow(join(dist, pages, 'assets'))) compress(file);
  writeFileSync(stampFile, stamp);
  return true;
}

function sourcesHash() {
  const hash = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')));
  const web = join(root, 'web');
  const files = ['public', 'src', 'people'].flatMap((folder) => filesBelow(join(web, folder)));
  for (const file of [join(web, 'index.html'), join(web, 'vite.config.ts'), ...files.sort()])
    hash.update(file.slice(web.length)).update(readFileSync(file));
  return hash.digest('hex');
}

/** @param {string} folder @returns {string[]} */
function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

/** Beside each file, so that the server sends it as it is. @param {string} file */
function compress(file) {
  const content = readFileSync(file);
  writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }));
  const params = { [constants.BROTLI_PARAM_QUALITY]: 9 };
  writeFileSync(`${file}.br`, brotliCompressSync(content, { params }));
}

if (import.meta.url === pathToFileURL(resolve(process.argv[1] ?? '')).href)
  await buildConsole((line) => console.log(line));
