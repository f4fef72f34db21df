import type { CuratedSuite } from './curatedSuite.ts';

export const creativeSuites: CuratedSuite[] = [
  {
    id: 'ae820b5b-d776-4a97-a16b-5222881fd1ae',
    version: 2,
    name: 'Creative - Easy',
    description:
      'Short playful writing: small poems, tiny stories, friendly rewrites, simple word games.',
    task_domain: 'creative',
    difficulty: 'easy',
    prompts: [
      {
        category: 'wordplay',
        prompt: `\
Three of these instruments make their sound with strings, one does not: violin, trumpet, cello, \
harp. Which one does not belong with the others? Answer with one word.`,
        expected_answer: 'trumpet',
        grader: { name: 'choice', options: ['violin', 'trumpet', 'cello', 'harp'] },
      },
      {
        category: 'wordplay',
        prompt: `\
The letters of the word DUSTY can be put in another order to name a room in which somebody reads \
and writes. What is the word? Answer with that word only.`,
        expected_answer: 'study',
      },
      {
        category: 'wordplay',
        prompt: `\
Complete this couplet with one word that rhymes with the first line and names an animal that \
purrs. Reply with the missing word only.

The baker could not find his tall white hat;
below the oven, in it, slept the ____.`,
        expected_answer: 'cat',
      },
      {
        category: 'storytelling',
        prompt: `\
Write a story of four or five sentences about a house in which every clock has stopped. Its last \
sentence must be exactly this: And the kettle went on singing.`,
        expected_answer: 'And the kettle went on singing',
        grader: {
          name: 'all',
          graders: [
            { name: 'contains', where: 'final_line' },
            { name: 'not', grader: { name: 'contains', expected_answer: 'Write a story' } },
          ],
        },
      },
      {
        category: 'storytelling',
        prompt: `\
Write a bedtime story of at most 130 words about a small snail who wants to see the other side \
of the garden wall. It should have a calm ending and one sound that a parent can imitate while \
reading aloud.`,
      },
      {
        category: 'storytelling',
        prompt: `\
Write a very short story, at most 80 words, made of nothing but a conversation between a lost \
umbrella and the bus seat it was left on. No narrator, no "said".`,
      },
      {
        category: 'poetry',
        prompt: `\
Write a poem of four lines about the first snow of the year in a busy city. Lines two and four \
should rhyme. Do not use the words "white" or "cold".`,
      },
      {
        category: 'poetry',
        prompt: `\
Write a haiku (three lines of 5, 7 and 5 syllables) about washing dishes late at night. It \
should contain one thing to hear and one thing to see.`,
      },
      {
        category: 'rewriting',
        prompt: `\
Turn this dry notice into a friendly one that makes people smile and still says everything: "The \
lift is out of order until Thursday. Use the stairs. Deliveries are to be left at the porter's \
desk." At most 60 words.`,
      },
      {
        category: 'rewriting',
        prompt: `\
Rewrite this sentence three times, once as an excited child, once as a tired detective and once \
as a weather forecast: "The neighbour's dog has got into our garden again." One or two sentences \
each.`,
      },
    ],
  },
  {
    id: '7d9fc33d-c68e-4e29-b61f-7ad83a3bd689',
    version: 2,
    name: 'Creative - Medium',
    description:
      'Writing under constraints: set forms, named characters, given voices and riddles.',
    task_domain: 'creative',
    difficulty: 'medium',
    prompts: [
      {
        category: 'wordplay',
        prompt: `\
Solve this riddle. Answer with one word.

I have a long row of teeth, but never had a meal.
Each morning I climb over a hill, and where I pass, the tangled grass lies straight.
Go bald, and you will never need me again.`,
        expected_answer: 'comb',
      },
      {
        category: 'wordplay',
        prompt: `\
Find one short word that can be put in front of each of these three to make a new word: \
___flower, ___glasses, ___rise. Answer with the short word only.`,
        expected_answer: 'sun',
      },
      {
        category: 'poetry',
        prompt: `\
Write an acrostic of six lines about the season that follows winter: the first letters of the \
lines, read downwards, spell the name of that season. Below the poem, on a line of its own, \
write the name of the season once more, in capital letters.`,
        expected_answer: 'spring',
        grader: {
          name: 'all',
          graders: [
            { name: 'regex', where: 'final_line', pattern: 'SPRING' },
            {
              name: 'regex',
              pattern: '^\\W*S.*\\n\\W*P.*\\n\\W*R.*\\n\\W*I.*\\n\\W*N.*\\n\\W*G',
              flags: 'm',
            },
          ],
        },
      },
      {
        category: 'storytelling',
        prompt: `\
Write the opening of an adventure story, at most 130 words. The heroine, a young mapmaker, has \
the first name that is also the English name of the golden fossil resin in which ancient insects \
are found. Use her name at least twice. End in the middle of a danger, but not with a question.`,
        expected_answer: 'Amber',
        // The common word begins with a small letter.
        grader: { name: 'regex', pattern: '\\bAmber\\b.*\\bAmber\\b', flags: 's' },
      },
      {
        category: 'storytelling',
        prompt: `\
Write a scene of at most 150 words: two brothers clear out their late father's workshop and \
argue about who takes an old radio that no longer works. Neither of them may mention the father \
or say what he feels; the reader must understand it all the same.`,
      },
      {
        category: 'storytelling',
        prompt: `\
A village has a law against whistling after dark. In at most 150 words, tell how the law came \
about, as an old innkeeper would tell it to a stranger: with one digression, one exaggeration, \
and a last sentence that makes the stranger look out of the window.`,
      },
      {
        category: 'poetry',
        prompt: `\
Write a limerick about an astronomer who is afraid of the dark. Keep to the rhyme scheme AABBA \
and to the usual bounce of the form, name no place at the end of the first line, and let the \
last line bring a real surprise.`,
      },
      {
        category: 'poetry',
        prompt: `\
Write an unrhymed poem of ten to fourteen short lines that describes a railway station at five \
in the morning through smells and sounds only, without anything that is seen. Give it a title of \
one word.`,
      },
      {
        category: 'rewriting',
        prompt: `\
Rewrite this product text for a reader who is tired of advertising. Be honest, dry and a little \
funny, keep every fact, and stay below 80 words.

"Experience the ultimate revolution in hydration! Our award-worthy half-litre steel bottle keeps \
drinks cold for an unbelievable 18 hours, weighs a feather-light 280 grams and comes in three \
breathtaking colours. Not suitable for dishwashers."`,
      },
      {
        category: 'rewriting',
        prompt: `\
Here is an ending: "She put the letter back into the drawer, turned the key twice and went down \
to dinner as if nothing had happened."

Rewrite it in the first person and the present tense, from the point of view of the maid who is \
watching through the half-open door, in 60 to 90 words. The maid misunderstands what she sees.`,
      },
    ],
  },
  {
    id: 'b5734334-f294-47f4-990b-e6d642d77655',
    version: 2,
    name: 'Creative - Hard',
    description:
      'Command of form and craft: hidden structure, strict constraints, narrators who hold back.',
    task_domain: 'creative',
    difficulty: 'hard',
    prompts: [
      {
        category: 'wordplay',
        prompt: `\
Take the word "marigold" and do this, step by step: write it backwards; take out the fifth letter; \
of what is left, take out the second letter; then exchange the first and the last letter. What do \
you get? Answer with the letters only, written as one word.`,
        expected_answer: 'mograd',
      },
      {
        category: 'wordplay',
        prompt: `\
A word is hidden in this poem. Take the last word of every line, and of each of these words the \
third letter. Read the letters from the last line up to the first.

Nobody came to mend the ladder,
nobody lit the lantern.
All winter long the empty boat
lay white with frost and salt,
and something called across the dusk
and was not answered but by rain.

Which word do the letters spell? Answer with that word only.`,
        expected_answer: 'island',
      },
      {
        category: 'storytelling',
        prompt: `\
Write the opening paragraph of a novel, at most 120 words, set in an invented city. The name of \
the city is made of these parts, in this order: the first two letters of "velvet", the third and \
the fourth letter of "carousel", and the last two letters of "marble" in reverse order. Use the \
name at least twice, and let the reader learn, without a direct statement, that nobody has left \
the city for years.`,
        expected_answer: 'Veroel',
        grader: { name: 'regex', pattern: '\\bveroel\\b.*\\bveroel\\b', flags: 'is' },
      },
      {
        category: 'poetry',
        prompt: `\
Write a poem of eight lines with the title "Salt Remembers Every Tide". It should be about \
someone who comes back to a fishing village after thirty years. The eighth line consists of the \
four words of the title in reverse order and of nothing else.`,
        expected_answer: 'Tide Every Remembers Salt',
        grader: { name: 'contains', where: 'final_line' },
      },
      {
        category: 'storytelling',
        prompt: `\
Write a monologue of at most 180 words by a museum guard who insists that the painting in room 9 \
has not changed. He must never say what the painting shows, and by the end the reader should \
know two things: that it does change, and that he has something to do with it. No supernatural \
explanation may be stated.`,
      },
      {
        category: 'storytelling',
        prompt: `\
Tell a friendship of forty years in exactly five scenes of one or two sentences each, in reverse \
order, from the last scene to the first. The same object appears in all five scenes and is never \
the subject of a sentence. No years, ages or dates; the reader must find out the direction of \
time from details.`,
      },
      {
        category: 'poetry',
        prompt: `\
Write a poem of three stanzas of four lines each in which every second line is a question. No \
question may be answered, and none may contain the word "why". The subject is a bridge that was \
planned but never built. The last question should change the meaning of the first one.`,
      },
      {
        category: 'poetry',
        prompt: `\
Write a sonnet of fourteen lines, in a rhyme scheme of your choice that you keep without fail, \
in which a night-shift nurse addresses the vending machine in the corridor. It should be funny \
up to the turn after line eight and serious from there on, without naming any illness.`,
      },
      {
        category: 'rewriting',
        prompt: `\
Rewrite the following paragraph twice: first as a single flowing sentence, then as a sequence of \
sentences of at most five words each. Both versions must keep every fact, and each should make \
the reader feel something different about the same event: relief in the first, dread in the \
second. Do not name the feelings.

"At half past four the rain stopped. The river had risen to the second step of the church. \
Ondine untied the boat, counted the children again and found that there were eleven. There had \
been ten in the morning."`,
      },
      {
        category: 'rewriting',
        prompt: `\
Here is a fable in one sentence: "A fox who had promised to guard the hens kept his promise so \
well that in the end nobody but he ever saw them."

Retell it in at most 150 words as the annual report of a company. Never use the words fox, hen \
or guard, keep to the manner of such reports throughout, and let the truth show through in one \
figure and one subordinate clause only.`,
      },
    ],
  },
];
