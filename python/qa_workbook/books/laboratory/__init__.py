"""The workbook of the scorecard laboratory 评分方案实验室."""
