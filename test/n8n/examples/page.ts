import { until } from '../../until';
import { fresh } from '../server';

/** n8n turns away what calls itself a bot, or nothing: a person's browser has a name. */
const BROWSER = {
	...fresh,
	'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
};

interface Field {
	id: string;
	label: string;
	/** What can be chosen, where it is a list. */
	options: string[];
}

/** A page of one of n8n's forms, and what a browser does with it. */
export class Page {
	private constructor(
		private readonly address: URL,
		private readonly html: string,
		private readonly headers: Record<string, string>,
	) {}

	static async open(address: string | URL, headers: Record<string, string> = {}): Promise<Page> {
		const page = new Page(
			new URL(address),
			await (await fetch(address, { headers: { ...BROWSER, ...headers } })).text(),
			headers,
		);
		// The last page of a form lets the workflow go on by itself.
		if (page.isEnding) await page.send(new FormData());
		return page;
	}

	get title(): string {
		return /<h1>(.*?)<\/h1>/s.exec(this.html)?.[1]?.trim() ?? '';
	}

	get text(): string {
		return decode(
			this.html.replace(/<(script|style)\b.*?<\/\1>/gs, '').replace(/<[^>]*>/g, ' '),
		).replace(/\s+/g, ' ');
	}

	get fields(): Field[] {
		return [
			...this.html.matchAll(
				/<label class='form-label[^']*' for='(field-\d+)'>(.*?)<\/label>(.*?)<p class='error-/gs,
			),
		].map(([, id = '', label = '', rest = '']) => ({
			id,
			label: decode(label),
			options: [...rest.matchAll(/<option value='([^']+)'/g)].map(([, option = '']) =>
				decode(option),
			),
		}));
	}

	/** Fills in the fields, by their labels, and presses the button. @returns the next page */
	async submit(values: Record<string, string>): Promise<Page> {
		const { fields } = this;
		const form = new FormData();
		for (const { id, label } of fields) form.append(id, values[label] ?? '');
		for (const label of Object.keys(values))
			if (!fields.some((field) => field.label === label))
				throw new Error(`The page has no field ${label}`);
		const answer = await this.send(form);
		const waiting = /^\{"formWaitingUrl":"(.*)"\}$/.exec(answer)?.[1];
		if (waiting !== undefined) return await this.next(new URL(waiting));
		return this.address.pathname.startsWith('/form-waiting/')
			? await this.next(this.address)
			: new Page(this.address, answer, this.headers);
	}

	private get isEnding(): boolean {
		return (
			this.address.pathname.startsWith('/form-waiting/') && !this.html.includes("id='n8n-form'")
		);
	}

	private async send(form: FormData): Promise<string> {
		const response = await fetch(this.address, {
			method: 'POST',
			headers: { ...BROWSER, ...this.headers },
			body: form,
		});
		const text = await response.text();
		if (!response.ok) throw new Error(`The form was not taken: ${response.status} ${text}`);
		return text;
	}

	/** Waits, as the page's own script does, until there is a next page or the workflow has ended. */
	private async next(address: URL): Promise<Page> {
		const status = new URL(address);
		status.pathname += '/n8n-execution-status';
		const text = await until('the form went on', async () => {
			const answer = (await (await fetch(status, { headers: BROWSER })).text()).trim();
			return !['new', 'running', 'waiting'].includes(answer) && answer;
		});
		if (text === 'form-waiting') return await Page.open(address, this.headers);
		return new Page(address, `<h1>${text}</h1>`, this.headers);
	}
}

function decode(text: string): string {
	const names: Record<string, string> = {
		amp: '&',
		lt: '<',
		gt: '>',
		quot: '"',
		'#x27': "'",
		'#x3D': '=',
	};
	return text.replace(/&(#?\w+);/g, (whole, name: string) => names[name] ?? whole);
}
