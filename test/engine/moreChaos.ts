/** Chaos with more seeds: `npm run chaos -- 20`. */
import { chaos } from './chaos';

async function main(runs: number): Promise<void> {
	for (let run = 0; run < runs; run++) {
		const seed = Math.floor(Math.random() * 2 ** 31);
		const { lies, leaked, ...counts } = await chaos(seed, 2_000);
		console.log(`seed ${seed}: ${JSON.stringify(counts)}${lies.length > 0 || leaked ? ` NOT TRUE: ${lies.join(', ')}${leaked ? ' token leaked' : ''}` : ''}`);
		if (lies.length > 0 || leaked) process.exitCode = 1;
	}
}

void main(Number(process.argv[2] ?? 10));
