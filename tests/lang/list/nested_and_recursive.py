grid = [[0] * 3 for _ in range(2)]
grid[0][1] = 5
alias = [[0] * 2] * 2
alias[0][0] = 1
print(grid, alias)
loop = [1]
loop.append(loop)
print(loop, loop[1] is loop, len(loop))
both = [loop, {"k": loop}]
print(both)
import copy
deep = copy.deepcopy(grid)
deep[0][0] = 9
print(grid, deep, copy.copy(grid)[0] is grid[0])
