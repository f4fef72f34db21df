/**
 * Ports of servers that speak something else than HTTP, or that take HTTP from everybody and must not be
 * asked from here. Whoever could have us send requests there could talk to databases and control planes.
 */

/** "Bad ports" of the WHATWG Fetch standard, https://fetch.spec.whatwg.org/#port-blocking */
const closedInBrowsers = new Set([
  0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102,
  103, 104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465,
  512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993,
  995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668,
  6669, 6679, 6697, 10080,
]);

/**
 * Named as in IANA's registry or in the documentation of what usually listens there. Round numbers such as 7000, 8200
 * or 50000 are not among them: people serve models there.
 */
const services = new Map([
  [88, 'Kerberos'],
  [445, 'SMB'],
  [623, 'IPMI'],
  [873, 'rsync'],
  [1080, 'SOCKS'],
  [1099, 'Java RMI'],
  [1433, 'SQL Server'],
  [1434, 'SQL Server'],
  [1521, 'Oracle Database'],
  [1883, 'MQTT'],
  [2181, 'ZooKeeper'],
  [2375, 'Docker'],
  [2376, 'Docker'],
  [2377, 'Docker Swarm'],
  [2379, 'etcd'],
  [2380, 'etcd'],
  [3128, 'a web proxy'],
  [3260, 'iSCSI'],
  [3306, 'MySQL'],
  [3389, 'Remote Desktop'],
  [4222, 'NATS'],
  [4369, 'Erlang'],
  [5432, 'PostgreSQL'],
  [5433, 'PostgreSQL'],
  [5671, 'AMQP'],
  [5672, 'AMQP'],
  [5900, 'VNC'],
  [5901, 'VNC'],
  [5984, 'CouchDB'],
  [5985, 'Windows Remote Management'],
  [5986, 'Windows Remote Management'],
  [6379, 'Redis'],
  [6380, 'Redis'],
  [6381, 'Redis'],
  [6432, 'PgBouncer'],
  [6443, 'Kubernetes'],
  [7199, 'Cassandra'],
  [7687, 'Neo4j'],
  [8883, 'MQTT'],
  [9042, 'Cassandra'],
  [9092, 'Kafka'],
  [9093, 'Kafka'],
  [9200, 'Elasticsearch'],
  [9300, 'Elasticsearch'],
  [9418, 'Git'],
  [10250, 'Kubernetes'],
  [10255, 'Kubernetes'],
  [10256, 'Kubernetes'],
  [10257, 'Kubernetes'],
  [10259, 'Kubernetes'],
  [11211, 'Memcached'],
  [15672, 'RabbitMQ'],
  [16379, 'Redis'],
  [16509, 'libvirt'],
  [26257, 'CockroachDB'],
  [26379, 'Redis'],
  [27017, 'MongoDB'],
  [27018, 'MongoDB'],
  [27019, 'MongoDB'],
  [27020, 'MongoDB'],
  [28017, 'MongoDB'],
  [33060, 'MySQL'],
  [50070, 'HDFS'],
  [61616, 'ActiveMQ'],
]);

export interface ClosedPort {
  /** What is there instead of a web server, as a sentence goes on. */
  what: string;
  /** Browsers refuse it, too, wherever it is. */
  isClosedInBrowsers: boolean;
}

/** Undefined where a model may be served. */
export function closedPort(port: number): ClosedPort | undefined {
  if (closedInBrowsers.has(port)) {
    return { what: 'belongs to another protocol than HTTP', isClosedInBrowsers: true };
  }
  const service = services.get(port);
  if (service === undefined) return undefined;
  return { what: `is usually that of ${service}`, isClosedInBrowsers: false };
}
