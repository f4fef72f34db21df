import type { CuratedSuite } from './curatedSuite.ts';

export const codeGenerationSuites: CuratedSuite[] = [
  {
    id: 'f9c5d620-3e29-495b-96ab-00b847e3cc14',
    version: 2,
    name: 'Code Generation - Easy',
    description:
      'First steps in programming: short loops, plain mistakes, one-line queries and functions.',
    task_domain: 'code_generation',
    difficulty: 'easy',
    prompts: [
      {
        category: 'output_prediction',
        prompt: `\
What does this Python program print? Answer with the number only.

\`\`\`python
total = 0
for n in range(1, 6):
    if n % 2 == 1:
        total += n * n
print(total)
\`\`\``,
        expected_answer: '35',
      },
      {
        category: 'output_prediction',
        prompt: `\
What does this JavaScript program print? Reply with the output only.

\`\`\`js
const fruits = ['pear', 'fig', 'banana', 'kiwi'];
const result = fruits
  .filter((name) => name.length > 3)
  .map((name) => name[0].toUpperCase())
  .join('-');
console.log(result);
\`\`\``,
        expected_answer: 'P-B-K',
        grader: { name: 'regex', pattern: '\\bP-B-K\\b' },
      },
      {
        category: 'output_prediction',
        prompt: `\
What does this Python program print? Reply with the output only.

\`\`\`python
visits = {'Mon': 3, 'Tue': 1, 'Wed': 2, 'Thu': 3}
best = None
for day in visits:
    if best is None or visits[day] > visits[best]:
        best = day
print(best, len(visits))
\`\`\``,
        expected_answer: 'Mon 4',
      },
      {
        category: 'debugging',
        prompt: `\
This function is meant to return the average of an array of numbers, but \`average([2, 4, 6])\` \
returns \`NaN\`. The numbers on the left are line numbers. Which line contains the mistake? \
Answer with the line number only.

\`\`\`
12  function average(values) {
13    let sum = 0;
14    for (let i = 0; i <= values.length; i++) {
15      sum += values[i];
16    }
17    return sum / values.length;
18  }
\`\`\``,
        expected_answer: '14',
      },
      {
        category: 'debugging',
        prompt: `\
Running this Python program stops with an exception. What is the name of the exception class? \
Reply with the class name only.

\`\`\`python
prices = {'tea': 3, 'juice': 4}
order = ['tea', 'coffee', 'juice']
print(sum(prices[drink] for drink in order))
\`\`\``,
        expected_answer: 'KeyError',
      },
      {
        category: 'sql',
        prompt: `\
The table \`orders\` holds these rows:

| id | status | total |
|----|--------|-------|
| 1  | open   | 50    |
| 2  | paid   | 90    |
| 3  | open   | 20    |
| 4  | open   | 75    |
| 5  | paid   | 50    |
| 6  | open   | 62    |

What does this query return? Answer with the number only.

\`\`\`sql
SELECT SUM(total) FROM orders WHERE status = 'open' AND total >= 50;
\`\`\``,
        expected_answer: '187',
      },
      {
        category: 'sql',
        prompt: `\
The SQLite table \`mountains\` has the columns \`name\`, \`country\` and \`height_m\`. Write one \
query that returns the name and height of the five highest mountains, the highest first. Reply \
with the query only.`,
        expected_answer: 'ORDER BY & height_m DESC & LIMIT 5',
        grader: {
          name: 'all',
          graders: [
            { name: 'contains', ordered: true, where: 'code' },
            { name: 'regex', where: 'code', pattern: 'from\\s+["`]?mountains\\b', flags: 'i' },
            {
              name: 'not',
              grader: { name: 'regex', where: 'code', pattern: 'select \\*', flags: 'i' },
            },
          ],
        },
      },
      {
        category: 'writing',
        prompt: `\
Fill in the two blanks so that this Python function returns the numbers from largest to smallest \
and leaves the list it was given unchanged. Reply with the completed return line only.

\`\`\`python
def largest_first(numbers):
    return ____(numbers, ____=True)
\`\`\``,
        expected_answer: 'sorted & reverse=True | sorted & reverse',
        grader: {
          name: 'all',
          graders: [
            { name: 'contains', where: 'code' },
            { name: 'not', grader: { name: 'regex', where: 'code', pattern: 'reverse *= *False' } },
          ],
        },
      },
      {
        category: 'writing',
        prompt: `\
Which shell command prints how many lines the file \`server.log\` has? Use the standard Unix \
tool made for counting lines, words and bytes, with the option for lines. Reply with the command \
only.`,
        expected_answer: 'wc -l | wc --lines',
        grader: {
          name: 'all',
          graders: [
            { name: 'contains', where: 'code' },
            { name: 'regex', where: 'code', pattern: '\\bserver\\.log\\b' },
            {
              name: 'not',
              grader: { name: 'regex', where: 'code', pattern: 'wc +-[a-zA-Z]*[A-KM-ZL]' },
            },
          ],
        },
      },
      {
        category: 'writing',
        prompt: `\
Write a Python function \`initials(full_name)\` that returns the initials of a name in capitals, \
each followed by a full stop, without spaces: \`initials('ada maria quist')\` gives \
\`'A.M.Q.'\`. Extra spaces between or around the names must not matter, and an empty string \
gives an empty string. Include a short docstring and nothing but the function.`,
      },
    ],
  },
  {
    id: 'f3dfa20e-9676-4113-89a0-73fc2b768632',
    version: 2,
    name: 'Code Generation - Medium',
    description:
      'Everyday engineering: shared state, SQL semantics, patterns, complexity and refactoring.',
    task_domain: 'code_generation',
    difficulty: 'medium',
    prompts: [
      {
        category: 'output_prediction',
        prompt: `\
What does this Python program print? Reply with the output only.

\`\`\`python
def add(item, bag=[]):
    bag.append(item)
    return len(bag)

print(add('a'), add('b'), add('c', []), add('d'))
\`\`\``,
        expected_answer: '1 2 1 3',
      },
      {
        category: 'output_prediction',
        prompt: `\
What does this Go program print? Reply with the output only.

\`\`\`go
package main

import "fmt"

func main() {
    a := []int{1, 2, 3, 4, 5}
    b := a[1:3]
    b = append(b, 99)
    fmt.Println(a)
}
\`\`\``,
        expected_answer: '1 2 3 99 5',
      },
      {
        category: 'output_prediction',
        prompt: `\
What does this JavaScript program print? Reply with the output only.

\`\`\`js
const sizes = [40, 100, 1, 5, 25];
const sorted = sizes.sort();
console.log(sizes.join(', '));
\`\`\``,
        expected_answer: '1, 100, 25, 40, 5',
      },
      {
        category: 'debugging',
        prompt: `\
This binary search should return the index of \`wanted\`, or -1. The call \`indexOf([3, 8], 8)\` \
never returns. The numbers on the left are line numbers; the middle in line 25 is meant to be \
rounded down. Which line has to be changed? Answer \
with the line number only.

\`\`\`
21  function indexOf(sorted, wanted) {
22    let low = 0;
23    let high = sorted.length - 1;
24    while (low <= high) {
25      const mid = Math.floor((low + high) / 2);
26      if (sorted[mid] === wanted) return mid;
27      if (sorted[mid] < wanted) {
28        low = mid;
29      } else {
30        high = mid - 1;
31      }
32    }
33    return -1;
34  }
\`\`\``,
        expected_answer: '28',
      },
      {
        category: 'debugging',
        prompt: `\
The author of this bash script (default settings) expects it to print 13. What does it print? \
Answer with the number only.

\`\`\`bash
#!/bin/bash
count=10
printf 'ash\\noak\\nyew\\n' | while read -r tree; do
  count=$((count + 1))
done
echo "$count"
\`\`\``,
        expected_answer: '10',
      },
      {
        category: 'sql',
        prompt: `\
The column \`points\` of the table \`results\` holds five values: 80, NULL, 95, NULL and 47. \
What does the following query return? Answer with the number only.

\`\`\`sql
SELECT AVG(points) FROM results;
\`\`\``,
        expected_answer: '74 | 74.0 | 74.00',
      },
      {
        category: 'sql',
        prompt: `\
The table \`employees\` has the columns \`id\`, \`name\`, \`department_id\` and \`salary\`. \
Write one SQL query that returns the \`department_id\` of every department that has more than 10 \
employees and whose average salary is above 50000. Use neither a subquery nor a common table \
expression. Reply with the query only.`,
        expected_answer: 'GROUP BY & HAVING & COUNT & AVG',
        grader: {
          name: 'all',
          graders: [
            { name: 'contains', where: 'code' },
            {
              name: 'not',
              grader: {
                name: 'regex',
                where: 'code',
                pattern: '\\bor\\b|\\bwith\\b|>= *10\\b|< *10\\b',
                flags: 'i',
              },
            },
          ],
        },
      },
      {
        category: 'analysis',
        prompt: `\
Exactly one of the strings below is matched by the regular expression \
\`^[A-Z]{2}-\\d{3,4}[a-z]?$\`. Which one? Reply with that string only.

- AB-12c
- XY-1234q
- QR-12345
- Ab-123
- ZZ-123qq
- KLM-456`,
        expected_answer: 'XY-1234q',
        grader: {
          name: 'choice',
          options: ['AB-12c', 'XY-1234q', 'QR-12345', 'Ab-123', 'ZZ-123qq', 'KLM-456'],
        },
      },
      {
        category: 'analysis',
        prompt: `\
Give the time complexity of this Python function in big O notation, as a function of n, in its \
simplest form. Reply with the notation only.

\`\`\`python
def steps(n):
    count = 0
    for _ in range(n):
        j = n
        while j > 1:
            j //= 2
            count += 1
    return count
\`\`\``,
        expected_answer: 'n log n | n log2 n | n log_2 n',
      },
      {
        category: 'writing',
        prompt: `\
Refactor this TypeScript function so that it reads top to bottom with early returns and without \
nested conditions. Behaviour and signature must stay exactly the same. Reply with the code and \
one sentence on what you changed.

\`\`\`ts
function shippingFee(order: { total: number; country: string; express: boolean }): number {
  let fee = 0;
  if (order.total > 0) {
    if (order.country === 'NO') {
      if (order.express) {
        fee = 15;
      } else {
        fee = order.total >= 60 ? 0 : 6;
      }
    } else {
      if (order.express) {
        throw new Error('no express abroad');
      } else {
        fee = 12;
      }
    }
  }
  return fee;
}
\`\`\``,
      },
    ],
  },
  {
    id: 'db93e30d-c1ab-4d25-9ddd-0b891d7a0ddd',
    version: 2,
    name: 'Code Generation - Hard',
    description:
      'Deep language knowledge: microtasks, borrowing, window frames, NULLs and concurrency.',
    task_domain: 'code_generation',
    difficulty: 'hard',
    prompts: [
      {
        category: 'output_prediction',
        prompt: `\
What does this Python program print? Reply with the output only.

\`\`\`python
class Shelf:
    items = []

    def __init__(self, start=()):
        self.items += start
        self.count = len(self.items)


class Rack(Shelf):
    items = Shelf.items[:]


a = Shelf(['pen'])
b = Shelf(['cup', 'map'])
c = Rack(['key'])
d = Shelf()
print(a.count, b.count, c.count, d.count, len(a.items))
\`\`\``,
        expected_answer: '1 3 1 3 3',
      },
      {
        category: 'output_prediction',
        prompt: `\
What does this program print when run as a module in Node.js? Reply with the printed line only.

\`\`\`js
const log = [];

async function outer() {
  log.push('red');
  await inner();
  log.push('blue');
}

async function inner() {
  log.push('green');
  await null;
  log.push('pink');
}

setTimeout(() => console.log(log.join(' ')), 0);
outer();
Promise.resolve()
  .then(() => log.push('gold'))
  .then(() => log.push('grey'));
log.push('teal');
\`\`\``,
        expected_answer: 'red green teal pink gold blue grey',
      },
      {
        category: 'debugging',
        prompt: `\
The Rust compiler (2021 edition) refuses this program with a single error: a mutable borrow is \
attempted while an immutable one is still in use. The numbers on the left are line numbers. On \
which line is that mutable borrow? Answer with the line number only.

\`\`\`
31  fn main() {
32      let mut names = vec![String::from("Ida"), String::from("Bo")];
33      let first = &names[0];
34      println!("{first}");
35      names.push(String::from("Cleo"));
36      let last = &names[2];
37      names.push(String::from("Dov"));
38      println!("{last} {}", names.len());
39  }
\`\`\``,
        expected_answer: '37',
      },
      {
        category: 'debugging',
        prompt: `\
This function should return the length of the longest stretch of a text without a repeated \
character. It has a bug.

\`\`\`python
def longest_run(text):
    last_seen = {}
    start = 0
    best = 0
    for i, ch in enumerate(text):
        if ch in last_seen:
            start = last_seen[ch] + 1
        last_seen[ch] = i
        best = max(best, i - start + 1)
    return best
\`\`\`

For exactly one of these inputs it returns a wrong result: \`azalea\`, \`cocoa\`, \`kayak\`, \
\`sunset\`, \`tattoo\`. Which one? Reply with that input only.`,
        expected_answer: 'kayak',
        grader: { name: 'choice', options: ['azalea', 'cocoa', 'kayak', 'sunset', 'tattoo'] },
      },
      {
        category: 'sql',
        prompt: `\
The table \`staff\` holds these rows:

| id | name    | boss_id |
|----|---------|---------|
| 1  | Aroha   | NULL    |
| 2  | Benedek | 1       |
| 3  | Chidi   | 1       |
| 4  | Dagny   | 3       |
| 5  | Emre    | 3       |
| 6  | Farid   | 3       |

Which number does this query return in standard SQL? Answer with the number only.

\`\`\`sql
SELECT COUNT(*)
FROM staff AS a
LEFT JOIN staff AS b ON a.boss_id = b.boss_id AND a.id <> b.id
WHERE b.name IS NULL OR b.name > a.name;
\`\`\``,
        expected_answer: '5 | five',
        grader: { name: 'numeric' },
      },
      {
        category: 'sql',
        prompt: `\
The table \`deliveries\` holds these rows:

| id | day        | boxes |
|----|------------|-------|
| 1  | 2026-03-01 | 10    |
| 2  | 2026-03-02 | 5     |
| 3  | 2026-03-02 | 7     |
| 4  | 2026-03-03 | 4     |

Give the values of the column \`running\` that this PostgreSQL query returns, from the first row \
to the last, on one line, separated by commas. Reply with the values only.

\`\`\`sql
SELECT id, SUM(boxes) OVER (ORDER BY day) AS running
FROM deliveries
ORDER BY id;
\`\`\``,
        expected_answer: '10, 22, 22, 26',
      },
      {
        category: 'analysis',
        prompt: `\
What does this Python program print? Reply with the output only.

\`\`\`python
import re

print([m.group() for m in re.finditer(r'a+?b*|(?<=c)b+', 'aabbcbbab')])
\`\`\``,
        expected_answer: 'a, abb, bb, ab',
      },
      {
        category: 'analysis',
        prompt: `\
How often is \`f\` called in total, the first call included, when the program below runs? You \
may show a few short lines of working; finish with the line "Calls:" followed by the number.

\`\`\`python
def f(n):
    if n < 3:
        return 1
    return f(n - 1) + f(n - 3)

f(12)
\`\`\``,
        expected_answer: '119',
        grader: { name: 'numeric', label: 'Calls' },
      },
      {
        category: 'writing',
        prompt: `\
In PostgreSQL, many workers take jobs from the table \`jobs\` (\`id\`, \`status\`, \
\`created_at\`) at the same time. Write the SELECT statement with which a worker, inside a \
transaction, picks the oldest job whose status is 'queued' and holds its row, so that no other \
worker can get the same job and no worker ever waits for another one's row. Use LIMIT. Reply with \
the statement only.`,
        expected_answer: 'UPDATE & SKIP LOCKED',
        grader: {
          name: 'all',
          graders: [
            { name: 'contains', where: 'code' },
            {
              name: 'regex',
              where: 'code',
              pattern: 'order\\s+by\\s+([a-z]+\\.)?created_at(\\s+asc)?\\b',
              flags: 'i',
            },
            { name: 'regex', where: 'code', pattern: 'limit\\s+1\\b', flags: 'i' },
            {
              name: 'not',
              grader: {
                name: 'regex',
                where: 'code',
                pattern: 'created_at\\s+desc',
                flags: 'i',
              },
            },
          ],
        },
      },
      {
        category: 'writing',
        prompt: `\
Write a TypeScript function with this signature:

\`\`\`ts
async function retry<T>(
  task: (signal: AbortSignal) => Promise<T>,
  options: { attempts: number; baseDelayMs: number; signal: AbortSignal },
): Promise<T>
\`\`\`

It runs \`task\` until it succeeds, at most \`attempts\` times. After failure number k it waits \
\`baseDelayMs * 2 ** (k - 1)\` milliseconds, with no wait after the last failure, which is \
thrown. If \`options.signal\` is aborted, it stops at once, even in the middle of a wait, \
rejects with the signal's reason, and leaves no timer or event listener behind. Use no \
libraries. Reply with the code and at most three sentences about the cases that are easy to get \
wrong.`,
      },
    ],
  },
];
