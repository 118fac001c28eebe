import type { IWorkflowBase } from 'n8n-workflow';

import { anomaly } from '../../test/emulator/auditLog/write';
import type { Organisation, Session } from '../../test/emulator/organisation';
import { chain, type Link } from '../../test/n8n/chain';
import { exactly, NODE, type Editor } from '../../test/n8n/editor/editor';
import { Imported } from '../../test/n8n/examples/stage';
import { nodeType } from '../../test/n8n/ourNodes';
import type { World } from '../../test/n8n/world';
import { until } from '../../test/until';
import type { Camera } from './camera';

const WORDS = 'slack sign out';
const ACTION = 'Reset sessions of user (sign out)';
const GRACE = 'U0000000008';
const BARBARA = 'U0000000003';
const BULK = 'Reset in Bulk';

const manualTrigger: Link = {
	name: 'Start',
	type: 'n8n-nodes-base.manualTrigger',
	typeVersion: 1,
	parameters: {},
};

/** What the film shows, in this order. Each scene ends with what the emulated Slack says of it: a film of something that has not happened is none. */
export class Scenes {
	private readonly organisation: Organisation;

	constructor(
		private readonly camera: Camera,
		private readonly editor: Editor,
		private readonly world: World,
	) {
		({ organisation: this.organisation } = world.emulator);
	}

	async play(): Promise<void> {
		const admin = await this.connect(NODE, 'slackAdminSessionsApi', {
			accessToken: this.world.token.value,
			environment: 'slack',
		});
		const { value } = this.organisation.addToken({
			user_id: 'U0ADMIN0001',
			scopes: ['auditlogs:read'],
		});
		const log = await this.connect('Slack Audit Logs', 'slackAuditLogsApi', { accessToken: value });
		await this.editor.page.reload();

		// First, since the trigger tells only of what comes after it was published, and Slack's log is read a minute late.
		const alarm = await this.publishAlarm(admin, log);
		const stolen = this.raiseAlarm();
		await this.findTheNode();
		await this.resetOne();
		await this.refuseSixty(admin);
		await this.endByItself(alarm, stolen);
	}

	/** @returns what a node names it by */
	private async connect(name: string, type: string, data: object): Promise<Link['credentials']> {
		const { id } = await this.world.server.post('/credentials', { name, type, data });
		return { [type]: { id, name } };
	}

	private async save(name: string, links: Link[]): Promise<IWorkflowBase> {
		const workflow = { name, settings: {}, ...chain(links) };
		return await this.world.server.post<IWorkflowBase>('/workflows', workflow);
	}

	private async open({ id, nodes }: IWorkflowBase): Promise<void> {
		const ids = nodes.map((node) => node.id);
		await this.editor.openWorkflow(id, ids);
		await this.editor.part('zoom-to-fit').click();
	}

	private async findTheNode(): Promise<void> {
		const { camera, editor } = this;
		const items = editor.part('node-creator-item-name');
		await editor.newWorkflow();
		await camera.say('1', 'Find the node by the words of the job');
		await camera.hold(1);
		await camera.click(editor.part('node-creator-search-bar'));
		await camera.type(WORDS);
		await editor.held.searched(WORDS);
		const node = items.filter({ hasText: NODE }).first();
		await node.waitFor();
		await camera.hold(1.5);
		await camera.click(node);
		const actions = editor.part('node-creator-category-item').filter({ hasText: /^Actions/ });
		await actions.waitFor();
		await camera.hold(0.5);
		await camera.click(actions);
		const action = items.filter({ hasText: exactly(ACTION) });
		await action.waitFor();
		await camera.hold(1);
		await camera.click(action);
		await editor.part('node-execute-button').waitFor();
	}

	private async resetOne(): Promise<void> {
		const { camera, editor } = this;
		// She has a browser, and two devices more.
		for (const client of ['mobile', 'web'] as const)
			this.organisation.addSession(GRACE, { client });
		const before = this.organisation.sessionsOf(GRACE).length;
		await camera.say('2', 'Sign one person out of Slack, and have it proved');
		await camera.hold(1.5);
		await camera.click(editor.part('rlc-input'));
		await editor.part('rlc-item').first().waitFor();
		await camera.click(editor.part('rlc-search'));
		await camera.type('grac');
		await editor.searchList('grace');
		await camera.hold(0.8);
		await camera.click(editor.part('rlc-item').first());
		await editor.held.parameter('user', 'Grace', (held) => JSON.stringify(held).includes(GRACE));
		await camera.hold(0.5);
		await camera.click(editor.part('collection-parameter-add').last());
		const verify = editor
			.part('collection-parameter-option')
			.filter({ hasText: exactly('Verify') });
		await verify.waitFor();
		await camera.hold(0.5);
		await camera.click(verify);
		await editor.held.parameter('verify', 'on', (held) => held === true);
		await camera.hold(1);
		await camera.point(editor.part('node-execute-button'));
		await editor.execute();
		await editor.output();
		await camera.say('2', `Verified: ${before} sessions before, and Slack lists none any more`);
		await camera.hold(8);
		if (before === 0 || this.organisation.sessionsOf(GRACE).length > 0)
			throw new Error('Grace is still signed in');
	}

	private async refuseSixty(credentials: Link['credentials']): Promise<void> {
		const { camera, editor } = this;
		const users = Array.from(
			{ length: 60 },
			(_, number) => `U${String(number + 1).padStart(10, '0')}`,
		);
		const workflow = await this.save('Leavers', [
			manualTrigger,
			{
				name: 'Sixty Users',
				type: 'n8n-nodes-base.set',
				typeVersion: 3.4,
				parameters: { mode: 'raw', jsonOutput: JSON.stringify({ users }), options: {} },
			},
			{
				name: BULK,
				type: nodeType.installed,
				typeVersion: 1.2,
				parameters: { operation: 'resetBulk', users: '={{ $json.users }}' },
				...(credentials && { credentials }),
			},
		]);
		await this.open(workflow);
		await camera.say('3', 'The wrong list: sixty people, where at most fifty were meant');
		await camera.hold(1.5);
		await camera.point(editor.part('canvas-node').filter({ hasText: BULK }));
		await editor.openNode(BULK);
		await camera.hold(1);
		await camera.point(editor.part('parameter-input-maxUsers'));
		await camera.hold(0.7);
		await camera.point(editor.part('node-execute-button'));
		await editor.execute();
		await editor.error();
		await camera.say('3', 'Refused: more than Maximum Users, so nobody was signed out');
		await camera.point(editor.part('node-error-message'));
		await camera.hold(7);
		if (this.world.emulator.calls('admin.users.session.resetBulk').length > 0)
			throw new Error('Something was sent');
	}

	private async publishAlarm(
		admin: Link['credentials'],
		log: Link['credentials'],
	): Promise<{ workflow: IWorkflowBase; published: Imported }> {
		const workflow = await this.save('Alarm', [
			{
				name: `${NODE} Trigger`,
				type: `${nodeType.installed}Trigger`,
				typeVersion: 1,
				parameters: { events: ['anomaly'] },
				...(log && { credentials: log }),
			},
			{
				name: 'Invalidate Session',
				type: nodeType.installed,
				typeVersion: 1.2,
				parameters: { operation: 'invalidate' },
				...(admin && { credentials: admin }),
			},
		]);
		const published = new Imported(this.world.server, workflow);
		await published.publish();
		return { workflow, published };
	}

	private raiseAlarm(): Session {
		const [session] = this.organisation.sessionsOf(BARBARA);
		if (!session) throw new Error('There is no session to steal');
		anomaly(this.organisation, session, ['session_fingerprint']);
		return session;
	}

	private async endByItself(
		{ workflow, published }: Awaited<ReturnType<Scenes['publishAlarm']>>,
		stolen: Session,
	): Promise<void> {
		const { camera, editor } = this;
		await this.open(workflow);
		await camera.say('4', 'An alarm of Slack itself: one of its sessions looks stolen');
		await camera.hold(1.5);
		for (const { name } of workflow.nodes) {
			await camera.point(editor.part('canvas-node').filter({ hasText: name }).first());
			await camera.hold(1);
		}
		await until('the alarm was dealt with', async () =>
			(await published.executions()).some(({ status }) => status === 'success'),
		);
		await camera.click(editor.page.getByText('Executions', { exact: true }).last());
		const done = editor.part('canvas-node').filter({ hasText: 'Invalidate Session' });
		// In place of the editor's canvas comes that of the run.
		await editor.page.waitForURL(/\/executions\/\d+/);
		await editor.page.getByText('Copy to editor').waitFor();
		await done.waitFor();
		await camera.say('4', 'A minute later the run has come by itself');
		await camera.hold(3.5);
		await camera.point(done);
		await done.dblclick();
		await editor.output();
		await camera.say('4', 'That session is ended, and no other');
		await camera.hold(8);
		const left = this.organisation.sessionsOf(BARBARA);
		if (left.length === 0 || left.some(({ session_id }) => session_id === stolen.session_id))
			throw new Error('Another session was ended than the one of the alarm');
	}
}
