# A sum is as long as it wants to be: powers and signs nest no deeper than a term.
terms = [f'{i % 3 - 1}*a**2*b**-{i % 4}' for i in range(400)]
source = ' + '.join(terms)
a, b = 3, 2
print(eval(source))
print(eval(compile('lambda a, b: ' + source, 'f', 'eval'))(2, 1))
