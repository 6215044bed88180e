"""The sheets of the penalty register 服务质量扣罚登记表 (S6), one module each."""
