"""What the rows of forms come to: complaints, exams, tiers, chats, cases, and anybody's own form.

`catalogue.result_of(inputs, rules)` gives the `FormResult` of a form; a new one is a module here
and a line in the catalogue. Forms that nobody here knows have the plain result of `plain`.
"""
