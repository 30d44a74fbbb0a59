# The lines of a reader come from an iterator that asks the same reader for records.
import csv


class Lines:
    def __init__(self, asks_at, ends=False):
        self.count, self.asks_at, self.ends = 0, asks_at, ends

    def __iter__(self):
        return self

    def __next__(self):
        self.count += 1
        if self.count == self.asks_at:
            print("inner", next(reader, None))
            if self.ends:
                raise StopIteration
        if self.count > 4:
            raise StopIteration
        return f'a{self.count},"b{self.count}"'


for lines in Lines(1), Lines(3), Lines(5), Lines(2, True):
    reader = csv.reader(lines)
    try:
        for record in reader:
            print(record)
    except csv.Error as e:
        print(e)
    print(reader.line_num)
