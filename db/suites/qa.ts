import type { CuratedSuite } from './curatedSuite.ts';

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

export const qaSuites: CuratedSuite[] = [
  {
    id: 'ee33d1fe-edc1-4a7a-a16c-7bde46955f3e',
    version: 2,
    name: 'QA - Easy',
    description:
      'Plain questions: school knowledge, one-step sums, simple dates and short passages.',
    task_domain: 'qa',
    difficulty: 'easy',
    prompts: [
      {
        category: 'factual',
        prompt: `\
Green plants build sugar from water and a gas that they take in from the air. Which gas is it? \
Answer with its name only.`,
        expected_answer: 'carbon dioxide | CO2 | CO_2',
      },
      {
        category: 'factual',
        prompt: `\
Sydney and Melbourne are the two largest cities of Australia, but neither of them is the \
country's capital. Which city is? Answer with its name only.`,
        expected_answer: 'Canberra',
      },
      {
        category: 'arithmetic',
        prompt: `\
Mirela buys four notebooks at 3.25 euros each and a pen at 1.80 euros. She pays with a 20 euro \
note. How many euros does she get back? Answer with the number only.`,
        expected_answer: '5.20 | 5.2',
        grader: { name: 'numeric', unit: 'EUR' },
      },
      {
        category: 'arithmetic',
        prompt: `\
A train has 7 carriages with 48 seats each. 59 of the seats are taken. How many seats are free? \
Answer with the number only.`,
        expected_answer: '277',
      },
      {
        category: 'arithmetic',
        prompt: `\
A film begins at 19:45 and ends at 22:20, without a break. How many minutes does it last? Answer \
with the number only.`,
        expected_answer: '155',
        grader: { name: 'numeric', unit: 'min' },
      },
      {
        category: 'reading',
        prompt: `\
Read the passage and answer with one name only.

"The three cousins spent the summer on the island. Aino repaired the pier, which had lost two \
planks in the spring storms. Ilmari scraped the old rowing boat and painted it green, while \
Pekka cooked for everybody and complained that nobody praised his soup. On the last evening Aino \
rowed the boat around the island."

Who painted the boat?`,
        expected_answer: 'Ilmari',
        grader: { name: 'choice', options: ['Aino', 'Ilmari', 'Pekka'] },
      },
      {
        category: 'reading',
        prompt: `\
Read the passage and answer the question in a few words. If the passage does not give the \
answer, reply exactly: NOT STATED.

"The bakery on Vine Street was opened in 1988 by Mr Petrosyan, who had learned his trade from \
his uncle. Today his daughter Anahit runs it with four employees. It is best known for its \
walnut bread, which is usually sold out by ten in the morning."

Question: How much does a loaf of walnut bread cost?`,
        expected_answer: 'NOT STATED',
        grader: {
          name: 'all',
          graders: [
            { name: 'contains', ignore_echo: true },
            { name: 'length', unit: 'words', max: 25 },
          ],
        },
      },
      {
        category: 'dates',
        prompt: `\
Which date is exactly 10 days after 24 February 2025? Answer with the day and the month only.`,
        expected_answer: '6 March | March 6 | 6th March | March 6th | 6th of March | 6 Mar | Mar 6',
      },
      {
        category: 'dates',
        prompt: `\
If the 3rd of May is a Wednesday, which weekday is the 19th of May in the same year? Answer with \
the weekday only.`,
        expected_answer: 'Friday',
        grader: { name: 'choice', options: WEEKDAYS },
      },
      {
        category: 'explanation',
        prompt: `\
Explain to a curious ten-year-old why the Moon seems to change its shape in the course of a \
month. Use everyday words and one comparison that the child can try out at home. At most 120 \
words.`,
      },
    ],
  },
  {
    id: '38338b5b-ed3b-49bf-a595-e48b2df090d7',
    version: 2,
    name: 'QA - Medium',
    description:
      'Two or three steps: combined facts, distractors, table lookups and converted quantities.',
    task_domain: 'qa',
    difficulty: 'medium',
    prompts: [
      {
        category: 'reasoning',
        prompt: `\
Five cyclists reach the finish one after another. Bela comes in directly behind Dario. Anouk is \
ahead of Dario, but she is not the first. Emre is the last. The fifth cyclist is Chidi. Who comes \
in third? Answer with the name only.`,
        expected_answer: 'Dario',
        grader: { name: 'choice', options: ['Anouk', 'Bela', 'Chidi', 'Dario', 'Emre'] },
      },
      {
        category: 'reasoning',
        prompt: `\
Five people sit side by side on a bench. From left to right the places are numbered 1 to 5.

- Emeka sits at one of the two ends.
- Noor sits directly to the left of Lucja.
- Gustavo sits somewhere to the left of Noor.
- Tamsin sits at place 2.
- Emeka and Lucja do not sit next to each other.

Who sits at place 4? Answer with the name only.`,
        expected_answer: 'Noor',
        grader: { name: 'choice', options: ['Emeka', 'Noor', 'Lucja', 'Gustavo', 'Tamsin'] },
      },
      {
        category: 'reading',
        prompt: `\
Read the passage and answer with the year only.

"The glassworks at Orlec was founded in 1902 and burned down in 1911. The owners rebuilt it \
within two years, this time in brick. During the 1930s it made mostly bottles; its famous green \
bowls were designed by Milena Hrabal, who joined the firm in 1951 and left it after twenty-three \
years to teach. The bowls were sold until 1980. The works closed in 1996, and the brick building \
has been a museum since 2004."

In which year did the designer of the bowls leave the firm?`,
        expected_answer: '1974',
      },
      {
        category: 'reading',
        prompt: `\
Read the passage and answer the question in a few words. If the passage does not give the \
answer, reply exactly: NOT STATED.

"When the council of Dunmarra voted on the new footbridge, six members were in favour and three \
against; Councillor Achterberg was ill and sent her apologies. The bridge is to be 84 metres \
long and will replace the ferry, which carried some 200 people a day in its best years. The \
builder, Halvorsen and Sons, also built the town's swimming pool. Work begins in April and \
should take fourteen months. The mayor, who had wanted a wider bridge, voted with the majority \
all the same."

Question: How wide will the new footbridge be?`,
        expected_answer: 'NOT STATED',
        grader: {
          name: 'all',
          graders: [
            { name: 'contains', ignore_echo: true },
            { name: 'length', unit: 'words', max: 25 },
          ],
        },
      },
      {
        category: 'tables',
        prompt: `\
Timetable from Lindau Moor to Castle Halt:

| Train | Departs | Arrives | Bicycles | Runs          |
|-------|---------|---------|----------|---------------|
| R12   | 08:05   | 09:25   | no       | daily         |
| R19   | 08:40   | 10:10   | yes      | Sat, Sun only |
| R23   | 09:10   | 10:20   | no       | daily         |
| R27   | 09:15   | 10:50   | yes      | Mon to Fri    |
| R31   | 09:50   | 11:05   | yes      | daily         |
| R36   | 10:20   | 10:55   | no       | Mon to Fri    |

Ikaika wants to travel with his bicycle on a Thursday and has to be at Castle Halt by 11:00. \
Which train does he have to take? Answer with its code only.`,
        expected_answer: 'R27',
        grader: { name: 'choice', options: ['R12', 'R19', 'R23', 'R27', 'R31', 'R36'] },
      },
      {
        category: 'tables',
        prompt: `\
| Hut     | Beds | Guests in July | Guests in August |
|---------|------|----------------|------------------|
| Falcon  | 40   | 620            | 710              |
| Heron   | 25   | 480            | 445              |
| Kestrel | 16   | 310            | 330              |
| Osprey  | 60   | 990            | 1,050            |
| Plover  | 30   | 540            | 590              |

Which hut had the most guests per bed in July and August together? Answer with its name only.`,
        expected_answer: 'Kestrel',
        grader: { name: 'choice', options: ['Falcon', 'Heron', 'Kestrel', 'Osprey', 'Plover'] },
      },
      {
        category: 'quantities',
        prompt: `\
A flight leaves Lisbon at 22:40 local time, when Lisbon's clocks are one hour ahead of UTC. It \
takes 7 hours and 50 minutes. At the destination, clocks are four hours behind UTC. What is the \
local time on arrival? Answer in 24-hour form, HH:MM, and write nothing else.`,
        expected_answer: '01:30 | 1:30',
        grader: {
          name: 'all',
          graders: [
            { name: 'contains' },
            { name: 'not', grader: { name: 'regex', pattern: '1:30 ?p\\.?m', flags: 'i' } },
          ],
        },
      },
      {
        category: 'quantities',
        prompt: `\
A tap alone fills a tank of 240 litres in 40 minutes. The tank has a hole in its wall, through \
which 1.5 litres a minute run out as long as it holds more than 60 litres. The tank is empty when \
the tap is opened. After how many minutes does it hold 150 litres? Answer with the number only.`,
        expected_answer: '30',
        grader: { name: 'numeric', unit: 'min' },
      },
      {
        category: 'quantities',
        prompt: `\
The price of a coat is first raised by 20 percent and later cut by 25 percent. Now it costs 108 \
dollars. What did it cost before both changes, in dollars? Answer with the number only.`,
        expected_answer: '120',
        grader: { name: 'numeric', unit: '$' },
      },
      {
        category: 'explanation',
        prompt: `\
A friend says: "It snowed in my town in May, so the climate cannot be getting warmer." Explain \
calmly, in at most 110 words and without jargon, what is wrong with this conclusion. Name the \
difference between weather and climate, and use one example that has nothing to do with \
temperature.`,
      },
    ],
  },
  {
    id: '2a1b4911-6528-4c5b-87a9-f5cbfbea6b27',
    version: 2,
    name: 'QA - Hard',
    description:
      'Close reading and long chains: footnotes, bylaws, logic puzzles, counting, time zones.',
    task_domain: 'qa',
    difficulty: 'hard',
    prompts: [
      {
        category: 'close_reading',
        prompt: `\
Read the passage and answer with the year only.

"The lighthouse of Skarnholm was lit for the first time in the autumn of 1871. Its engineer, \
Ottar Lund, had asked for a keeper with experience of the northern coast, and the board sent Ane \
Brekke, the widow of a pilot. The first lamp burned colza oil. In the winter of 1879 the stair \
was struck by lightning and Brekke trimmed the lamp by rope for eleven nights, an episode that \
Lund's memoirs, printed in 1884, describe at length and not quite correctly.

Brekke stayed for nineteen years, counted from the first lighting. Joren Vik followed her \
directly. In 1893, under Vik, the lamp was changed to paraffin. The fog horn came four years \
after the paraffin lamp; Vik, who could not bear its sound, left as soon as it was installed and \
handed the light to his daughter Solveig in that same year. In 1908 the tower was raised by six \
metres, and in 1921 a cable brought electricity, though somebody still had to start the lamp and \
watch it.

Solveig Vik served exactly twice as long as the first keeper had. When she retired, nobody \
followed her: from that year on, the light has worked automatically. The fog horn was taken down \
in 1962 and stands today in the harbour of Vestvik, where the board had its seat until 1948."

In which year did the light become automatic?`,
        expected_answer: '1935',
      },
      {
        category: 'close_reading',
        prompt: `\
Answer three questions from the minutes below. Reply with one line: the three answers in order, \
separated by semicolons. If the minutes do not give an answer, write NOT STATED in its place.

"Present: Ms Oduya (chair), Mr Falk, Ms Tanaka, Mr Ruiz. Ms Brandvold arrived during item 2; Mr \
Falk left before item 4.

Item 1. The minutes of the last meeting were accepted. Item 2. Mr Ruiz reported that the reading \
room needs 31 new chairs. Ms Tanaka has been offered 8 by the school, free of charge, in good \
condition; it was agreed to take these and to buy the rest. Mr Falk asked whether the chairs \
could be paid from the roof fund. The chair said that they could not. Item 3. Ms Brandvold \
presented two offers for the new shelves. The cheaper one comes from a joiner in the next \
village. After discussion the committee chose the other one because of the longer guarantee. \
Item 4. Voting on the longer opening hours: two in favour, two against. Under the rules, the \
vote of the chair decides in such a case, and the proposal was therefore rejected. Item 5. The \
next meeting takes place on the second Tuesday of October."

Question 1: Who cast the vote that decided item 4? (family name)
Question 2: What do the chosen shelves cost?
Question 3: How many chairs will be bought?`,
        expected_answer: 'Oduya & NOT STATED & 23',
        grader: { name: 'contains', ordered: true },
      },
      {
        category: 'close_reading',
        prompt: `\
Visitors of the museums of Torvald Bay:

| Museum        | 2021 | 2022 | 2023    |
|---------------|------|------|---------|
| Harbour House | 210  | 240  | 265 (a) |
| Tram Depot    | 95   | 130  | 128     |
| Old Mint      | 310  | 188 (b) | 342  |
| Salt Works    | 60   | 72   | 81 (c)  |

All figures in hundreds of visitors.
(a) Includes 25 hundred who came to the open-air concert only and did not enter the museum.
(b) Closed from July to December.
(c) The counter failed in May; the true figure is estimated to be 12 hundred higher.

Leave out every museum that was closed for part of any of the three years. For the others, \
correct the 2023 figures as the notes say, so that they count only people who entered a museum, \
and compare the total with the total of the same museums for 2021, uncorrected.

By how many visitors did it rise? Mind the unit of the table. You may show a few short lines of \
working; finish with the line "Increase:" followed by the number.`,
        expected_answer: '9600 | 9 600',
        grader: { name: 'numeric', label: 'Increase' },
      },
      {
        category: 'close_reading',
        prompt: `\
Bylaws of the Rowan Street allotments, on yearly fees:

1. A full plot costs 60 pounds, a half plot 34 pounds.
2. Members over 65, and full-time students, pay half of the fee under rule 1.
3. A member who did at least 10 hours of common work in the previous year gets 8 pounds off. \
This is deducted after rule 2.
4. Rule 3 does not apply to members who hold more than one plot, unless one of these is a half \
plot.
5. For a member who holds two plots, rule 2 applies only to the cheaper one.
6. Members who joined after 30 June of the current year pay half of what they would owe under \
rules 1 to 5.
7. Members on the committee owe nothing for their first plot. For them, the dearer plot counts \
as the first one, and rules 2 and 3 do not apply to the other.
8. Rule 7 ends with the day on which a member leaves the committee; the fee is set by the status \
on 1 September.

Rosalind Achebe is 71. She joined on 12 July of this year and holds a full plot and a half plot, \
taken over from her late brother. She was elected to the committee on 1 August and left it on 25 \
August. Her common work last year, as a helper who was not yet a member, came to 14 hours, and \
the committee has confirmed that these hours count as if she had been a member.

How many pounds does she owe? Reason briefly if you wish; finish with the line "Fee:" followed \
by the number.`,
        expected_answer: '34.50 | 34.5',
        grader: { name: 'numeric', label: 'Fee' },
      },
      {
        category: 'reasoning',
        prompt: `\
Six talks, by Amara, Bohdan, Chiara, Dilnoza, Esteban and Freya, are given one after another in \
slots 1 to 6.

- Chiara speaks immediately after Freya.
- Bohdan speaks before Amara, with exactly two talks between theirs.
- Dilnoza speaks neither first nor last, and her slot number is odd.
- Esteban speaks later than Chiara.
- Bohdan is not the first speaker.

In which order do they speak? Reply with the six names in order on one line, separated by single \
spaces, and nothing else.`,
        expected_answer: 'Freya Chiara Bohdan Esteban Dilnoza Amara',
      },
      {
        category: 'reasoning',
        prompt: `\
Seven people sit in a row with seats 1 to 7: Ida, Jonas, Kerem, Lucia, Milan, Noor and Oskar.

- The seats of Ida and Kerem are exactly three apart.
- Lucia sits further left than Jonas, and Jonas further left than Noor.
- Milan sits at one of the two ends.
- Oskar and Lucia sit next to each other.
- Kerem's seat has an even number.
- Noor does not sit in seat 7.
- Jonas and Ida do not sit next to each other.

Seat 1 is the leftmost. More than one order fits, but one seat is taken by the same person in all \
of them: who sits in seat 5? Answer with the name only.`,
        expected_answer: 'Jonas',
        grader: {
          name: 'choice',
          options: ['Ida', 'Jonas', 'Kerem', 'Lucia', 'Milan', 'Noor', 'Oskar'],
        },
      },
      {
        category: 'reasoning',
        prompt: `\
How many whole numbers from 1 to 1000 are divisible by 4 or by 15, but neither by 6 nor by 10? \
Answer with the number only.`,
        expected_answer: '166',
      },
      {
        category: 'quantities',
        prompt: `\
A barrel is full with 60 litres of juice. Three times in a row, 12 litres of what is in the barrel \
are drawn off and replaced by water, and it is stirred well. Then the barrel is emptied into a \
larger one that holds 10 litres of pure juice. How many percent of the mixture are juice? Round to \
one decimal and answer with the number only.`,
        expected_answer: '58.2',
        grader: { name: 'numeric', unit: '%', tolerance: 0.01 },
      },
      {
        category: 'quantities',
        prompt: `\
A call begins in Kathmandu on Tuesday at 08:15 local time and lasts 95 minutes. Kathmandu is 5 \
hours 45 minutes ahead of UTC; the Marquesas Islands are 9 hours 30 minutes behind UTC. Which \
weekday and what time is it in the Marquesas Islands when the call ends? Answer with the weekday \
and the time in 24-hour form only.`,
        expected_answer: 'Monday & 18:35 | Monday & 6:35 pm | Monday & 6:35pm',
        grader: {
          name: 'all',
          graders: [
            { name: 'contains' },
            { name: 'choice', options: WEEKDAYS, expected_answer: 'Monday' },
          ],
        },
      },
      {
        category: 'quantities',
        prompt: `\
A jury of four is chosen from five teachers and four parents, with at least one teacher and at \
least one parent. Two of the teachers, Anjali and Bogdan, refuse to serve together, and the \
parent Carys serves only if Anjali serves. How many different juries are possible? You may show \
a few short lines of working; finish with the line "Juries:" followed by the number.`,
        expected_answer: '68',
        grader: { name: 'numeric', label: 'Juries' },
      },
    ],
  },
];
