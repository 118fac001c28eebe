/** What a code of Node.js says about a request that brought no answer. */
export interface NetworkCode {
	/** Whether the request may have left. `unlessConnecting`: it cannot have left where the code comes from the attempt to connect. */
	sent: boolean | 'unlessConnecting';
	/** Whether trying again is of use. */
	again: boolean;
	/** Whether the time was up, and the connection was not broken. */
	late: boolean;
}

/** The code of calls that this node or its credential did not let out. */
export const NOT_SENT = 'not_sent';

/** The code of calls that were broken off here: their time was up, or the execution ended. */
export const CANCELLED = 'ERR_CANCELED';

/** The code of calls that did not leave since the address of the proxy cannot be read. It may hold a password, and is never shown. */
export const BAD_PROXY = 'bad_proxy_address';

/** A name or a host that cannot be reached now may be reached in a moment. */
const unreached: NetworkCode = { sent: false, again: true, late: false };
const unreachable: NetworkCode = { sent: 'unlessConnecting', again: true, late: false };
const late: NetworkCode = { sent: true, again: true, late: true };
/** A certificate, a header or a refusal of our own is the same at the next try. */
const hopeless: NetworkCode = { sent: false, again: false, late: false };
/** Every other code: the connection may have broken after the request had left (EPROTO and ERR_SSL_… too). */
const broken: NetworkCode = { sent: true, again: true, late: false };

const byName: Record<string, NetworkCode> = {
	[NOT_SENT]: hopeless,
	[BAD_PROXY]: hopeless,
	EAI_AGAIN: unreached,
	ECONNREFUSED: unreached,
	ENOTFOUND: unreached,
	EHOSTUNREACH: unreachable,
	ENETDOWN: unreachable,
	ENETUNREACH: unreachable,
	ECONNABORTED: late,
	[CANCELLED]: late,
	ETIMEDOUT: late,
};

/** Families of codes, by how they begin: Node.js has dozens for certificates alone. */
const byBeginning: Record<string, NetworkCode> = {
	CERT_: hopeless,
	DEPTH_ZERO_: hopeless,
	ERR_INVALID_CHAR: hopeless,
	ERR_TLS_: hopeless,
	SELF_SIGNED_: hopeless,
	UNABLE_TO_: hopeless,
};

export function networkCode(code: string): NetworkCode {
	if (Object.hasOwn(byName, code)) return byName[code] ?? broken;
	return (
		Object.entries(byBeginning).find(([beginning]) => code.startsWith(beginning))?.[1] ?? broken
	);
}
