// Makes engine/catalog/data/ from the npm packages named in package.json. See README.md.
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';

import {readCatalog} from './read.mjs';
import {writeCatalog} from './write.mjs';

writeCatalog(await readCatalog(), join(dirname(fileURLToPath(import.meta.url)), '..', 'data'));
