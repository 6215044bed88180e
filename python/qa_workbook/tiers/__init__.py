"""客服分级 (S20): the steps of an application, who may take them, and what approvals decided."""
