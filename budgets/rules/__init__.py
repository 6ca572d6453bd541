"""How votes become an outcome. Plain Python and NumPy: nothing here knows Django, a database or a screen.

``elections`` holds what is counted, ``pabulib`` reads and writes it, ``equal_shares`` and ``greedy`` count,
``ties`` settles what is equal, ``explain`` says why.
"""
