import { deviceKindOf } from '../../../nodes/SlackAdminSessions/slack/deviceKind';

test.each<[string, string[]]>([
	[
		'mobile',
		[
			...['iOS', 'ios', 'iOS17', 'iOS 17.4', 'iPhone OS', 'iPhoneOS', 'iPadOS', 'iPad', 'iPod'],
			...['Android', 'Android13', 'Android 13', 'Linux; Android 13', 'Windows Phone'],
			...['Windows Phone 10', 'WindowsPhone', 'Windows Mobile', 'iPhone OS 17 like Mac OS X'],
		],
	],
	[
		'desktop',
		[
			...['Mac OS X', 'macOS', 'macOS14', 'MacOSX', 'Macintosh', 'OS X', 'Windows', 'Windows 11'],
			...[
				'Windows10',
				'WindowsNT',
				'win32',
				'Linux',
				'Linux x86_64',
				'Ubuntu',
				'Chrome OS',
				'CrOS',
			],
		],
	],
	[
		'undefined',
		[
			...['', 'visionOS', 'watchOS', 'tvOS', 'Darwin', 'AndroidTV', 'Windows CE', 'KaiOS'],
			...['HarmonyOS', 'studios', 'Machine', 'unknown'],
		],
	],
])('%s', (kind, names) => {
	expect(names.map((os) => [os, String(deviceKindOf({ created: { os } }))])).toEqual(
		names.map((os) => [os, kind]),
	);
});

test('as it began and as it was last seen: of two different kinds, neither is known', () => {
	const [created, recent] = [{ os: 'iOS' }, { os: 'Mac OS X' }];
	expect([
		deviceKindOf({ created, recent: {} }),
		deviceKindOf({ created: {}, recent }),
		deviceKindOf({ created, recent: { os: 'iPadOS' } }),
		deviceKindOf({ created, recent }),
		deviceKindOf({ created, recent: { os: 'visionOS' } }),
		deviceKindOf({}),
	]).toEqual(['mobile', 'desktop', 'mobile', undefined, undefined, undefined]);
});
