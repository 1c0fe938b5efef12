/** One unit of the demonstration company; `share` is how many people work there itself, relative to the others. */
export interface Unit {
  name: string;
  /** Of the unit's group, in Latin letters. */
  short: string;
  share: number;
  /** Where mostly people with Latin names work. */
  abroad?: boolean;
  titles: readonly string[];
  units?: readonly Unit[];
}

const ENGINEERING = ['软件工程师', '高级软件工程师', '技术专家', '测试工程师', '架构师'];
const SALES = ['客户经理', '大客户经理', '销售代表', '售前工程师'];
const SALES_ABROAD = ['Account Executive', 'Solutions Engineer', 'Customer Success Manager'];
const ENGINEERING_ABROAD = ['Software Engineer', 'Senior Software Engineer', 'Site Reliability Engineer'];
const STAFF = ['专员', '高级专员', '主管'];

export const UNITS: readonly Unit[] = [
  {
    name: '研发中心',
    short: 'rd',
    share: 1,
    titles: ['研发总监', '项目经理'],
    units: [
      {
        name: '平台研发部',
        short: 'rd-platform',
        share: 1,
        titles: ENGINEERING,
        units: [
          { name: '基础架构组', short: 'rd-infra', share: 8, titles: ENGINEERING },
          { name: '数据平台组', short: 'rd-data', share: 8, titles: ENGINEERING },
          { name: '安全组', short: 'rd-security', share: 4, titles: ['安全工程师', '安全专家'] },
        ],
      },
      {
        name: '产品研发部',
        short: 'rd-product',
        share: 1,
        titles: ENGINEERING,
        units: [
          { name: '前端组', short: 'rd-web', share: 7, titles: ENGINEERING },
          { name: '移动端组', short: 'rd-mobile', share: 6, titles: ENGINEERING },
        ],
      },
      { name: '质量保障部', short: 'rd-quality', share: 5, titles: ['测试工程师', '测试开发工程师'] },
    ],
  },
  {
    name: '销售中心',
    short: 'sales',
    share: 1,
    titles: ['销售总监', ...SALES],
    units: [
      {
        name: '华东大区',
        short: 'sales-east',
        share: 1,
        titles: SALES,
        units: [
          { name: '上海销售部', short: 'sales-shanghai', share: 7, titles: SALES },
          { name: '杭州销售部', short: 'sales-hangzhou', share: 5, titles: SALES },
        ],
      },
      { name: '华北大区', short: 'sales-north', share: 6, titles: SALES },
      { name: '华南大区', short: 'sales-south', share: 6, titles: SALES },
    ],
  },
  {
    name: '职能中心',
    short: 'corporate',
    share: 1,
    titles: STAFF,
    units: [
      { name: '人力资源部', short: 'hr', share: 3, titles: ['招聘专员', '薪酬专员', 'HRBP'] },
      { name: '财务部', short: 'finance', share: 3, titles: ['会计', '出纳', '财务分析师'] },
      { name: '法务与合规部', short: 'legal', share: 1, titles: ['法务专员', '合规经理'] },
      { name: '信息技术部', short: 'it', share: 3, titles: ['系统管理员', '网络工程师', '桌面支持'] },
    ],
  },
  {
    name: 'International',
    short: 'intl',
    share: 1,
    abroad: true,
    titles: ['General Manager', 'Operations Manager'],
    units: [
      {
        name: 'EMEA',
        short: 'emea',
        share: 1,
        abroad: true,
        titles: SALES_ABROAD,
        units: [
          { name: 'London, UK', short: 'emea-london', share: 4, abroad: true, titles: SALES_ABROAD },
          { name: 'Berlin', short: 'emea-berlin', share: 3, abroad: true, titles: ENGINEERING_ABROAD },
        ],
      },
      { name: 'Americas', short: 'americas', share: 5, abroad: true, titles: SALES_ABROAD },
      { name: 'Singapore', short: 'apac-singapore', share: 4, abroad: true, titles: ENGINEERING_ABROAD },
    ],
  },
];
