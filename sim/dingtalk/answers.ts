/** The forms in which DingTalk answers. */

/** An answer before it is sent; `body` undefined: nothing is sent at all. */
export interface SimAnswer {
  status: number;
  body: unknown;
  /** A page in place of JSON. */
  html?: string;
  location?: string;
}

/** Texts as the vendor's gateway writes them. */
const TEXTS: Record<string, string> = {
  '40014': '不合法的access_token',
  '40000': 'access_token不能为空',
  '40035': '缺少参数 corpid or appkey',
  '40078': '不存在的临时授权码',
  '40096': '不合法的appKey或appSecret',
  '400002': '无效的参数',
  '22': '不合法ApiName',
  '50002': '请求的员工userid不在授权范围内',
  '50004': '请求的部门id不在授权范围内',
  '60003': '部门不存在',
  '40022': '企业中的手机号码和登录钉钉的手机号码不一致',
  '60001': '不合法的部门名称',
  '60004': '父部门不存在',
  '60005': '不允许删除有成员的部门',
  '60006': '不允许删除有子部门的部门',
  '60007': '不允许删除根部门',
  '60008': '父部门下该部门名称已存在',
  '60009': '部门名称含有非法字符',
  '60010': '部门存在循环关系',
  '60018': '不允许更新根部门',
  '60020': '访问ip不在白名单之中',
  '60102': 'UserID在公司中已存在',
  '60103': '手机号码不合法',
  '60104': '手机号码在公司中已存在',
  '60106': '邮箱已存在',
  '60112': '用户name不合法',
  '60121': '找不到该用户',
  '90018': '当前应用调用该接口次数过多,超出了该应用承受的最大qps,请求被暂时禁用了,建议错开整点时刻调用该接口',
  '90002':
    '当前所有钉钉应用调用该接口次数过多,超出了该接口承受的最大qps,请求被暂时禁用了,建议错开整点时刻调用该接口',
  '-1': '系统繁忙',
};

let requests = 0;
const requestId = () => (0x15_000_000 + requests++).toString(36);

/** The older host: always HTTP 200. */
export function legacyOk(result: unknown, more: Record<string, unknown> = {}): SimAnswer {
  const body = { errcode: 0, errmsg: 'ok', ...more, request_id: requestId() };
  return { status: 200, body: result === undefined ? body : { ...body, result } };
}

/** A refusal of the gateway, wrapped in 88 with the code as text. */
export function wrapped(code: string, detail = ''): SimAnswer {
  const message = `${TEXTS[code] ?? ''}${detail}`;
  const errmsg = `ding talk error[subcode=${code},submsg=${message}]`;
  return {
    status: 200,
    body: { errcode: 88, sub_code: code, sub_msg: message, errmsg, request_id: requestId() },
  };
}

/** A refusal of the API itself. */
export function plain(code: string, detail = ''): SimAnswer {
  return {
    status: 200,
    body: { errcode: Number(code), errmsg: `${TEXTS[code] ?? ''}${detail}`, request_id: requestId() },
  };
}

export function modernOk(body: unknown): SimAnswer {
  return { status: 200, body };
}

export function modernError(status: number, code: string, message: string): SimAnswer {
  return { status, body: { requestid: requestId().toUpperCase(), code, message } };
}

export const page = (status: number, html: string): SimAnswer => ({ status, body: undefined, html });
