import { defineText } from '../../text/text.ts';

export const treeText = defineText('source-tree', {
  everything: ['Everything below the top of the source', '来源根节点下的全部内容'],
  chosen: ['Only the nodes chosen', '仅所选节点'],
  tree: ['Nodes of the source', '来源节点'],
  reload: ['Read the tree again', '重新读取'],
  noNodes: ['The source has no organizations below its top.', '来源根节点下没有组织。'],
  truncated: ['There are more than are shown here', '还有更多节点未显示'],
  noneChosen: ['Choose at least one node, or everything.', '请至少选择一个节点，或选择全部内容。'],
  takeOut: ['Take {{name}} out', '移除 {{name}}'],
});
