"""The sheets of the analysis workbook 服务质量分析表 (S3), one module each."""
