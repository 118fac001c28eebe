/** Prints which share of its pixels differs between a picture in a file and the one on its input: `tsx comparePictures.ts FILE <PICTURE`. */
import { readFileSync } from 'node:fs';
import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';

const [, , path = ''] = process.argv;
const before = PNG.sync.read(readFileSync(path));
const after = PNG.sync.read(readFileSync(0));

console.log(
	before.width === after.width && before.height === after.height
		? pixelmatch(before.data, after.data, null, after.width, after.height) /
				(after.width * after.height)
		: 1,
);
