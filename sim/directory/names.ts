/** Common family names with their spelling in Latin letters, roughly in the order of how common they are. */
export const SURNAMES = pairs(`
王 wang 李 li 张 zhang 刘 liu 陈 chen 杨 yang 黄 huang 赵 zhao 吴 wu 周 zhou 徐 xu 孙 sun 马 ma 朱 zhu 胡 hu 郭 guo
何 he 林 lin 罗 luo 高 gao 郑 zheng 梁 liang 谢 xie 宋 song 唐 tang 许 xu 韩 han 冯 feng 邓 deng 曹 cao 彭 peng 曾 zeng
肖 xiao 田 tian 董 dong 潘 pan 袁 yuan 蔡 cai 蒋 jiang 余 yu 于 yu 杜 du 叶 ye 程 cheng 苏 su 魏 wei 吕 lv 丁 ding
任 ren 沈 shen 姚 yao 卢 lu 姜 jiang 崔 cui 钟 zhong 谭 tan 陆 lu 汪 wang 范 fan 欧阳 ouyang 司马 sima 诸葛 zhuge`);

/** Given names of one and two characters. */
export const GIVEN_NAMES = pairs(`
伟 wei 芳 fang 娜 na 敏 min 静 jing 强 qiang 磊 lei 洋 yang 艳 yan 勇 yong 军 jun 杰 jie 涛 tao 超 chao 明 ming 霞 xia
平 ping 刚 gang 鑫 xin 鹏 peng 宇 yu 浩 hao 凯 kai 婷 ting 雪 xue 倩 qian 琳 lin 晨 chen 昊 hao 悦 yue 秀英 xiuying
桂英 guiying 建国 jianguo 建华 jianhua 志强 zhiqiang 志伟 zhiwei 海燕 haiyan 晓明 xiaoming 晓东 xiaodong 小红 xiaohong
文博 wenbo 文静 wenjing 子轩 zixuan 子涵 zihan 浩然 haoran 宇轩 yuxuan 雨桐 yutong 雨欣 yuxin 欣怡 xinyi 梓涵 zihan
思远 siyuan 思琪 siqi 佳怡 jiayi 佳慧 jiahui 俊杰 junjie 俊豪 junhao 天宇 tianyu 天佑 tianyou 嘉伟 jiawei 嘉欣 jiaxin
丽华 lihua 丽娟 lijuan 美玲 meiling 国强 guoqiang 国栋 guodong 永强 yongqiang 立新 lixin 春梅 chunmei 冬梅 dongmei
一鸣 yiming 若曦 ruoxi 梦瑶 mengyao 诗涵 shihan 家豪 jiahao 泽宇 zeyu 明轩 mingxuan 博文 bowen 瑞雪 ruixue 晓燕 xiaoyan`);

export const LATIN_SURNAMES = words(`
Smith Johnson Williams Brown Jones Garcia Miller Davis Wilson Anderson Taylor Thomas Moore Martin Jackson White Harris
Clark Lewis Walker Hall Young King Wright Scott Green Baker Adams Nelson Carter Mitchell Roberts Turner Phillips Campbell
Müller Schmidt Schneider Fischer Weber Wagner Becker Hoffmann Schäfer Koch Dubois Lefèvre Moreau Rossi Bianchi Ferrari
O'Brien O'Neill Murphy Kelly Nguyen Tran Tanaka Suzuki Sato Kim Park Lee Tan Lim Patel Sharma Singh Kumar Silva Santos
García-López Fernández Ivanova Kowalski Novák Jensen Andersson Smith-Jones`);

export const LATIN_GIVEN_NAMES = words(`
James Mary Robert Patricia John Jennifer Michael Linda David Elizabeth William Barbara Richard Susan Joseph Jessica
Thomas Sarah Charles Karen Daniel Lisa Matthew Nancy Anthony Betty Mark Sandra Paul Ashley Steven Emily Andrew Donna
Kevin Michelle Brian Carol George Amanda Lukas Anna Felix Sophie Jürgen Zoë Chloé René Luca Giulia Aoife Seán Priya
Arjun Mei Yuki Haruto Minh Linh Carlos Lucía João Inês Olga Piotr Tomáš Freja`);

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}

function pairs(text: string): { text: string; latin: string }[] {
  const list = words(text);
  return Array.from({ length: list.length / 2 }, (_, index) => ({
    text: list[2 * index]!,
    latin: list[2 * index + 1]!,
  }));
}
