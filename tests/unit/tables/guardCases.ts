/** Why each address is in the table, then the address; hosts are written as people or attackers do. */
type Cases = Record<string, string[]>;

/** Loopback in every disguise: refused, unless localhost is allowed. */
export const loopbackUrls: Cases = {
  'dotted quad': ['http://127.0.0.1/', 'http://127.0.0.1:8080/v1', 'https://127.0.0.1/'],
  'other loopback addresses': ['http://127.0.0.2/', 'http://127.1.2.3/', 'http://127.255.255.255/'],
  'one decimal number': ['http://2130706433/'],
  'one hexadecimal number': ['http://0x7f000001/', 'http://0X7F000001/'],
  'one octal number': ['http://017700000001/'],
  'octal parts': ['http://0177.0.0.1/', 'http://0177.0.0.01/', 'http://00000177.0.0.1/'],
  'hexadecimal parts': ['http://0x7f.0.0.1/', 'http://0x7f.0x0.0x0.0x1/', 'http://0x7f.1/'],
  'fewer parts': ['http://127.1/', 'http://127.0.1/', 'http://127.65535/'],
  'a dot at the end': ['http://127.0.0.1./', 'http://2130706433./'],
  'fullwidth digits': ['http://１２７.０.０.１/'],
  'circled digits': ['http://①②⑦.⓪.⓪.①/'],
  'ideographic full stops': ['http://127。0。0。1/', 'http://127．0．0．1/', 'http://127｡0｡0｡1/'],
  'percent-encoded': ['http://%31%32%37.0.0.1/', 'http://127%2e0%2e0%2e1/'],
  'soft hyphen and zero width space': ['http://127.0\u00ad.0.1/', 'http://127.0\u200b.0.1/'],
  'tab and line break': ['http://127.0.\t0.1/', 'http://127.0.\n0.1/'],
  'backslashes and too few slashes': [
    'http:\\\\127.0.0.1\\',
    'http:127.0.0.1',
    'http:///127.0.0.1',
  ],
  IPv6: [
    'http://[::1]/',
    'http://[0:0:0:0:0:0:0:1]/',
    'http://[0000::0001]/',
    'http://[::0.0.0.1]/',
  ],
  'the name localhost': ['http://localhost/', 'http://LOCALHOST/', 'http://localhost:11434/v1'],
  'localhost with dots at its end': ['http://localhost./', 'http://localhost../'],
  'names below localhost': ['http://a.localhost/', 'http://a.b.LocalHost/', 'http://a.localhost./'],
  'localhost in other letters': [
    'http://ｌｏｃａｌｈｏｓｔ/',
    'http://ⓛocalhost/',
    'http://loc%61lhost/',
  ],
};

/** Refused whatever the policy says. */
export const blockedUrls: Cases = {
  'this network, 0.0.0.0/8': ['http://0.0.0.0/', 'http://0/', 'http://0.1.2.3/', 'http://0x0/'],
  'private, 10.0.0.0/8': [
    'http://10.0.0.1/',
    'http://10.255.255.255/',
    'http://0xa000001/',
    'http://012.1/',
  ],
  'shared, 100.64.0.0/10': [
    'http://100.64.0.1/',
    'http://100.127.255.255/',
    'http://100.100.100.200/',
  ],
  'link-local, 169.254.0.0/16': ['http://169.254.0.1/', 'http://169.254.255.254/'],
  'private, 172.16.0.0/12': ['http://172.16.0.1/', 'http://172.31.255.255/', 'http://2886729729/'],
  'protocol assignments, 192.0.0.0/24': ['http://192.0.0.1/', 'http://192.0.0.192/'],
  documentation: ['http://192.0.2.1/', 'http://198.51.100.7/', 'http://203.0.113.200/'],
  '6to4 relays, 192.88.99.0/24': ['http://192.88.99.1/'],
  'private, 192.168.0.0/16': [
    'http://192.168.0.1/',
    'http://192.168.255.255/',
    'http://0300.0250.1/',
  ],
  'benchmarking, 198.18.0.0/15': ['http://198.18.0.1/', 'http://198.19.255.255/'],
  'multicast, 224.0.0.0/4': ['http://224.0.0.1/', 'http://239.255.255.255/'],
  'reserved, 240.0.0.0/4': ['http://240.0.0.1/', 'http://255.255.255.254/'],
  broadcast: ['http://255.255.255.255/', 'http://4294967295/', 'http://0xffffffff/'],

  'unspecified IPv6': ['http://[::]/', 'http://[0:0:0:0:0:0:0:0]/', 'http://[::0.0.0.0]/'],
  'IPv4-mapped loopback': [
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:7f00:1]/',
    'http://[0:0:0:0:0:FFFF:7F00:0001]/',
  ],
  'IPv4-mapped private': ['http://[::ffff:10.0.0.1]/', 'http://[::ffff:192.168.1.1]/'],
  'IPv4-mapped metadata': ['http://[::ffff:169.254.169.254]/', 'http://[::ffff:a9fe:a9fe]/'],
  'IPv4-mapped public': ['http://[::ffff:8.8.8.8]/'],
  'IPv4-translated (SIIT)': ['http://[::ffff:0:127.0.0.1]/', 'http://[::ffff:0:8.8.8.8]/'],
  'IPv4-compatible': ['http://[::127.0.0.1]/', 'http://[::7f00:1]/', 'http://[::8.8.8.8]/'],
  NAT64: [
    'http://[64:ff9b::127.0.0.1]/',
    'http://[64:ff9b::a9fe:a9fe]/',
    'http://[64:ff9b::8.8.8.8]/',
  ],
  'local NAT64': ['http://[64:ff9b:1::10.0.0.1]/', 'http://[64:ff9b:1:ffff::1]/'],
  '6to4': ['http://[2002:7f00:1::]/', 'http://[2002:a00:1::1]/', 'http://[2002:808:808::1]/'],
  Teredo: ['http://[2001::1]/', 'http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/'],
  'benchmarking IPv6': ['http://[2001:2::1]/'],
  ORCHID: ['http://[2001:10::1]/', 'http://[2001:20::1]/'],
  'protocol assignments, 2001::/23': ['http://[2001:1::1]/', 'http://[2001:1ff:ffff::1]/'],
  'documentation IPv6': ['http://[2001:db8::1]/', 'http://[3fff::1]/', 'http://[3fff:fff::1]/'],
  ISATAP: ['http://[2606:4700::5efe:7f00:1]/', 'http://[2606:4700::200:5efe:10.0.0.1]/'],
  'unique local': ['http://[fc00::1]/', 'http://[fd12:3456:789a::1]/', 'http://[fdff:ffff::1]/'],
  'link-local IPv6': ['http://[fe80::1]/', 'http://[febf::1]/'],
  'site-local': ['http://[fec0::1]/', 'http://[feff::1]/'],
  'multicast IPv6': ['http://[ff02::1]/', 'http://[ff0e::1]/'],
  'discard-only': ['http://[100::1]/'],
  'segment routing': ['http://[5f00::1]/'],
  'outside of what is assigned': ['http://[4000::1]/', 'http://[1fff::1]/', 'http://[::2]/'],

  'metadata address': [
    'http://169.254.169.254/latest/meta-data',
    'http://2852039166/',
    'http://0xa9.254.169.254/',
  ],
  'metadata of containers': ['http://169.254.170.2/', 'http://169.254.170.23/'],
  'metadata of Tencent, Scaleway, Oracle': [
    'http://169.254.0.23/',
    'http://169.254.42.42/',
    'http://192.0.0.192/',
  ],
  'metadata of Azure': ['http://168.63.129.16/', 'http://0xa83f8110/', 'http://168.63.33040/'],
  'metadata over IPv6': [
    'http://[fd00:ec2::254]/',
    'http://[fd00:ec2::23]/',
    'http://[fd20:ce::254]/',
    'http://[fd00:42::42]/',
    'http://[fe80::a9fe:a9fe]/',
  ],
  'metadata names': [
    'http://metadata.google.internal/',
    'http://METADATA.google.internal./',
    'http://metadata.goog/',
    'http://metadata/',
    'http://instance-data/',
    'http://instance-data.ec2.internal/',
    'http://metadata.azure.internal/',
    'http://metadata.tencentyun.com/',
  ],
  'names below metadata names': ['http://a.metadata.google.internal/'],

  'mail ports': [
    'https://example.com:25/',
    'https://example.com:465/',
    'https://example.com:587/',
    'https://example.com:110/',
  ],
  'shell and file ports': [
    'http://8.8.8.8:22/',
    'http://8.8.8.8:21/',
    'http://8.8.8.8:23/',
    'http://8.8.8.8:2049/',
  ],
  'other ports of the standard': [
    'http://example.com:1/',
    'http://example.com:53/',
    'http://example.com:6000/',
    'http://example.com:6667/',
    'http://example.com:10080/',
  ],
  'port 0': ['http://example.com:0/'],
  'other schemes': [
    'ftp://example.com/',
    'file:///etc/passwd',
    'gopher://example.com/',
    'ws://example.com/',
    'data:text/plain,x',
    'javascript:1',
  ],
};

export const allowedUrls: Cases = {
  'public IPv4': [
    'http://8.8.8.8/',
    'https://1.1.1.1/v1',
    'http://93.184.215.14:8000/',
    'http://223.255.255.254/',
  ],
  'next to private ranges': [
    'http://9.255.255.255/',
    'http://11.0.0.1/',
    'http://172.15.255.255/',
    'http://172.32.0.1/',
    'http://192.167.255.255/',
    'http://192.169.0.1/',
  ],
  'next to other ranges': [
    'http://1.0.0.0/',
    'http://100.63.255.255/',
    'http://100.128.0.1/',
    'http://126.255.255.255/',
    'http://128.0.0.1/',
    'http://169.253.255.255/',
    'http://169.255.0.1/',
    'http://198.17.255.255/',
    'http://198.20.0.1/',
    'http://168.63.129.17/',
  ],
  'public IPv4 in disguise': ['http://134744072/', 'http://0x8080808/', 'http://8.8.8.8./'],
  'public IPv6': [
    'http://[2606:4700:4700::1111]/',
    'https://[2001:4860:4860::8888]/v1',
    'http://[2a00:1450:4001:82a::200e]/',
  ],
  'next to IPv6 ranges': [
    'http://[2001:200::1]/',
    'http://[2001:db7::1]/',
    'http://[2001:db9::1]/',
    'http://[2003::1]/',
    'http://[3ffe::1]/',
  ],
  names: ['https://api.together.xyz/v1', 'https://openrouter.ai/api/v1', 'https://example.com./'],
  'names that only look alike': [
    'https://notlocalhost/',
    'https://localhost.example.com/',
    'https://127.0.0.1.example.com/',
    'https://my-metadata.google.internal.example.com/',
  ],
  'usual ports': [
    'http://example.com:80/',
    'https://example.com:443/',
    'http://example.com:8000/',
    'http://example.com:11434/',
    'http://example.com:1234/',
  ],
};

/** What a name may resolve to; IPv6 answers can carry a zone. */
export const blockedAnswers = [
  '10.0.0.1',
  '169.254.169.254',
  '0.0.0.0',
  '168.63.129.16',
  '::',
  'fe80::1%eth0',
  'fe80::1',
  'fd00::1',
  '::ffff:127.0.0.1',
  '::ffff:8.8.8.8',
  '::7f00:1',
  '64:ff9b::7f00:1',
  '2002:7f00:1::',
];

interface ListCase {
  /** The value of DEMO_ALLOWED_ENDPOINTS. */
  listed: string;
  /** Addresses that it opens. */
  opens: string[];
  /** Addresses that stay closed although it is set. */
  leaves: string[];
}

/** What a list opens of what is closed otherwise, localhost included. */
export const listedAddresses: Record<string, ListCase> = {
  'an IPv4 address': {
    listed: '10.0.0.5',
    opens: ['http://10.0.0.5/', 'http://10.0.0.5:8000/v1', 'http://0xa000005/', 'http://10.5./'],
    leaves: ['http://10.0.0.4/', 'http://10.0.0.6/', 'http://[::ffff:10.0.0.5]/'],
  },
  'an IPv4 network': {
    listed: '10.20.0.0/16',
    opens: ['http://10.20.0.0/', 'http://10.20.255.255:11434/v1', 'http://012.024.1/'],
    leaves: [
      'http://10.19.255.255/',
      'http://10.21.0.0/',
      'http://192.168.0.1/',
      'http://127.0.0.1/',
      'http://[::ffff:10.20.0.1]/',
      'http://[64:ff9b::10.20.0.1]/',
      'http://[2002:a14:1::]/',
      'http://[::10.20.0.1]/',
    ],
  },
  'a network that a bit ends within a part': {
    listed: '172.16.16.0/20',
    opens: ['http://172.16.16.0/', 'http://172.16.31.255/'],
    leaves: ['http://172.16.15.255/', 'http://172.16.32.0/'],
  },
  'an IPv6 address': {
    listed: 'fd12::5',
    opens: ['http://[fd12::5]/', 'http://[FD12:0:0:0:0:0:0:5]:8000/v1'],
    leaves: ['http://[fd12::6]/', 'http://[fd12::5:0]/'],
  },
  'an IPv6 network': {
    listed: 'fd12:3456::/32',
    opens: ['http://[fd12:3456::1]/', 'http://[fd12:3456:ffff::]/'],
    leaves: ['http://[fd12:3457::1]/', 'http://[fe80::1]/', 'http://[::1]/'],
  },
  'a network that is neither private nor public': {
    listed: '198.18.0.0/15',
    opens: ['http://198.19.255.255/'],
    leaves: ['http://198.51.100.7/'],
  },
  'loopback addresses, by the network': {
    listed: '127.0.0.0/8',
    opens: ['http://127.0.0.1/', 'http://127.8.8.8/'],
    leaves: ['http://[::1]/', 'http://localhost/'],
  },
  'several, with blanks, capitals and empty entries': {
    listed: ' 10.0.0.5 ,,FD12::/16,\tVLLM.internal, ',
    opens: ['http://10.0.0.5/', 'http://[fd12::1]/'],
    leaves: ['http://10.0.0.6/'],
  },
  'a name, which opens no address': {
    listed: 'vllm.internal, *.example.com',
    opens: [],
    leaves: ['http://10.0.0.1/', 'http://127.0.0.1/', 'http://localhost/', 'http://[fd00::1]/'],
  },
  'a localhost name, which opens nothing': {
    listed: 'localhost, *.localhost',
    opens: [],
    leaves: ['http://localhost/', 'http://a.localhost/', 'http://127.0.0.1/', 'http://[::1]/'],
  },
  'everything, which leaves metadata and bad ports closed': {
    listed: '0.0.0.0/0, ::/0, *.internal, *.goog, metadata',
    opens: ['http://10.0.0.1/', 'http://169.254.1.1/', 'http://[fe80::1]/', 'http://0.0.0.0/'],
    leaves: [
      'http://169.254.169.254/',
      'http://0xa9fea9fe/',
      'http://169.254.170.2/',
      'http://169.254.170.23/',
      'http://169.254.0.23/',
      'http://169.254.42.42/',
      'http://192.0.0.192/',
      'http://100.100.100.200/',
      'http://168.63.129.16/',
      'http://[fd00:ec2::254]/',
      'http://[fd00:ec2::23]/',
      'http://[fd20:ce::254]/',
      'http://[fd00:42::42]/',
      'http://[fe80::a9fe:a9fe]/',
      'http://[::ffff:169.254.169.254]/',
      'http://[::ffff:0:169.254.169.254]/',
      'http://[::169.254.169.254]/',
      'http://[64:ff9b::169.254.169.254]/',
      'http://[64:ff9b:1::169.254.169.254]/',
      'http://[2606:4700::5efe:a9fe:a9fe]/',
      'http://[2002:a9fe:a9fe::1]/',
      'http://[2001:0:4136:e378:8000:63bf:5601:5601]/',
      'http://metadata.google.internal/',
      'http://a.metadata.google.internal/',
      'http://instance-data.ec2.internal/',
      'http://metadata.goog/',
      'http://metadata/',
      'http://10.0.0.1:22/',
      'http://[fe80::1]:25/',
      'http://vllm.internal:6000/',
      'ftp://10.0.0.1/',
    ],
  },
  'a metadata address itself': {
    listed: '169.254.169.254, 168.63.129.16/32, fd00:ec2::254',
    opens: [],
    leaves: ['http://169.254.169.254/', 'http://168.63.129.16/', 'http://[fd00:ec2::254]/'],
  },
};

/** The list of `listedNames`. */
export const listOfNames = 'vllm.internal, *.example.com, 10.77.0.0/16, 198.18.7.0/24';

/** What a name may lead to where the operator's list is `listOfNames`. */
export const listedNames: [
  what: string,
  { host: string; answers: string[]; isAllowed: boolean },
][] = [
  ...['10.0.0.1', '172.16.0.1', '192.168.1.1', '100.64.0.1', 'fd12::1', 'fc00::1', '8.8.8.8'].map(
    (address) => admitted(`a listed name may lead to ${address}`, 'vllm.internal', [address]),
  ),
  ...[
    '127.0.0.1',
    '::1',
    '0.0.0.0',
    '::',
    '169.254.1.1',
    'fe80::1%eth0',
    'fec0::1',
    '224.0.0.1',
    'ff02::1',
    '255.255.255.255',
    '240.0.0.1',
    '192.0.2.1',
    '198.18.0.1',
    '169.254.169.254',
    '100.100.100.200',
    '168.63.129.16',
    'fd00:ec2::254',
    'fd20:ce::254',
    'fd00:42::42',
    'fd00:ec2::254%eth0',
    'fd12::a9fe:a9fe',
    '::ffff:10.0.0.1',
    '::10.0.0.1',
    '64:ff9b::10.0.0.1',
    '2002:a00:1::1',
    '2001:0:4136:e378:8000:63bf:f5ff:fffe',
    'fd12::5efe:10.0.0.1',
  ].map((address) =>
    refused(`a listed name may not lead to ${address}`, 'vllm.internal', [address]),
  ),
  admitted('several answers, all of them private', 'vllm.internal', ['10.0.0.1', 'fd12::1']),
  refused('several answers, one of them loopback', 'vllm.internal', ['10.0.0.1', '127.0.0.1']),
  refused('no answer', 'vllm.internal', []),
  admitted('a name below a wildcard', 'a.example.com', ['10.0.0.1']),
  admitted('a name far below a wildcard', 'a.b.c.example.com', ['10.0.0.1']),
  refused('the domain above a wildcard', 'example.com', ['10.0.0.1']),
  refused('a name that only ends alike', 'aexample.com', ['10.0.0.1']),
  refused('a name below a name listed exactly', 'a.vllm.internal', ['10.0.0.1']),
  refused('the end of a listed name', 'internal', ['10.0.0.1']),
  refused('a name that begins like a listed one', 'vllm.internal.evil.example', ['10.0.0.1']),
  refused('a name that is not listed', 'other.internal', ['10.0.0.1']),
  admitted('a name that is not listed, and a listed network', 'other.internal', ['10.77.1.1']),
  refused('a name that is not listed, beside a listed network', 'other.internal', ['10.78.1.1']),
  admitted('a listed name, and a listed network of another kind', 'vllm.internal', ['198.18.7.1']),
];

function admitted(what: string, host: string, answers: string[]): (typeof listedNames)[number] {
  return [what, { host, answers, isAllowed: true }];
}

function refused(what: string, host: string, answers: string[]): (typeof listedNames)[number] {
  return [what, { host, answers, isAllowed: false }];
}
