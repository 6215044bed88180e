"""Realistic filled score sheets of an imaginary contact centre, with the usual mistakes in a few.

`generator.generate(folder, schemes, vocabulary, options)` writes the sheets and returns a
`DemoReport`: the files, the agents and every mistake that was put in, so that a test can ask
whether it is found. The same arguments give the same bytes.
"""
