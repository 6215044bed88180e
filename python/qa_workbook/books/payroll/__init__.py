"""The workbook that finance pays from: 工资扣款表 of a closed month."""
