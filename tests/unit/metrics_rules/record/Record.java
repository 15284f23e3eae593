// Registers the beans of a fixture, writes down what they hold, and what the real jmx_exporter
// makes of them with each rule file. Arguments: the folder of the rule files, the output folder.
import io.prometheus.jmx.JmxCollector;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.*;
import javax.management.openmbean.*;

public class Record {
  // Holds what it was given, in that order.
  static class Frozen implements DynamicMBean {
    final Map<String, Object> values = new LinkedHashMap<>();
    final Map<String, String> descriptions = new LinkedHashMap<>();

    Frozen put(String name, Object value) { return put(name, value, name); }
    Frozen put(String name, Object value, String description) {
      values.put(name, value);
      descriptions.put(name, description);
      return this;
    }
    public Object getAttribute(String name) throws MBeanException {
      Object value = values.get(name);
      if (value instanceof RuntimeException) throw new MBeanException((RuntimeException) value);
      return value;
    }
    public AttributeList getAttributes(String[] names) {
      AttributeList list = new AttributeList();
      for (String name : names) {
        if (!(values.get(name) instanceof RuntimeException)) list.add(new Attribute(name, values.get(name)));
      }
      return list;
    }
    public void setAttribute(Attribute a) {}
    public AttributeList setAttributes(AttributeList a) { return a; }
    public Object invoke(String n, Object[] p, String[] s) { return null; }
    public MBeanInfo getMBeanInfo() {
      MBeanAttributeInfo[] infos = values.keySet().stream()
          .map(n -> new MBeanAttributeInfo(n, "java.lang.Object", descriptions.get(n), true, false, false))
          .toArray(MBeanAttributeInfo[]::new);
      return new MBeanInfo("Frozen", "", infos, null, null, null);
    }
  }

  static final MBeanServer server = ManagementFactory.getPlatformMBeanServer();

  static Frozen register(String name) throws Exception {
    Frozen bean = new Frozen();
    server.registerMBean(bean, new ObjectName(name));
    return bean;
  }

  static CompositeData composite(Object... namesAndValues) throws Exception {
    Map<String, Object> items = new LinkedHashMap<>();
    List<OpenType<?>> types = new ArrayList<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      Object value = namesAndValues[i + 1];
      items.put((String) namesAndValues[i], value);
      types.add(value instanceof CompositeData ? ((CompositeData) value).getCompositeType()
          : value instanceof TabularData ? ((TabularData) value).getTabularType()
          : value instanceof Long ? SimpleType.LONG
          : value instanceof Integer ? SimpleType.INTEGER
          : value instanceof Double ? SimpleType.DOUBLE
          : value instanceof Boolean ? SimpleType.BOOLEAN
          : value instanceof Date ? SimpleType.DATE
          : SimpleType.STRING);
    }
    String[] names = items.keySet().toArray(new String[0]);
    return new CompositeDataSupport(
        new CompositeType("Row", "a row", names, names, types.toArray(new OpenType<?>[0])), items);
  }

  static TabularData table(String[] index, CompositeData... rows) throws Exception {
    TabularDataSupport data =
        new TabularDataSupport(new TabularType("Table", "a table", rows[0].getCompositeType(), index));
    for (CompositeData row : rows) data.put(row);
    return data;
  }

  static void everyType() throws Exception {
    register("test.types:type=Numbers,name=All")
        .put("Int", 42, "An integer").put("Long", 1L << 53).put("NegativeLong", Long.MIN_VALUE)
        .put("Short", (short) -7).put("Byte", (byte) 8)
        .put("Double", 1.5).put("Large", 1.2e16).put("Small", 0.00012345).put("Tiny", 4.9e-324)
        .put("Edge1", 0.001).put("Edge2", 9999999.0).put("Edge3", 1.0e7).put("Tenth", 0.1)
        .put("Third", 1.0 / 3).put("NaN", Double.NaN).put("Inf", Double.POSITIVE_INFINITY)
        .put("MinusInf", Double.NEGATIVE_INFINITY).put("MinusZero", -0.0)
        .put("Float", 0.1f).put("FloatLarge", 1.0e10f).put("FloatNaN", Float.NaN)
        .put("Atomic", new AtomicLong(99)).put("BigInteger", BigInteger.valueOf(123456789))
        .put("True", true).put("False", false).put("Date", new Date(1700000000123L))
        .put("Text", "plain").put("TextNumber", "17").put("TextBlank", " 3.5 ")
        .put("TextColon", "a:b:c").put("TextLines", "one\ntwo").put("TextEmpty", "")
        .put("TextUtf8", "größe ✓").put("TextQuotes", "a \"b\" \\c")
        .put("Enum", TimeUnit.SECONDS).put("Null", null)
        .put("Ints", new int[] {1, 2}).put("Strings", new String[] {"a"})
        .put("List", new ArrayList<>(Arrays.asList("x", "y")))
        .put("Throws", new IllegalStateException("no"))
        .put("already_snake", 1).put("OneMinuteRate", 2.0).put("HTTPServerURL", 3)
        .put("50thPercentile", 4.0).put("with-dash.and dot", 5).put("__lead", 6);
    CompositeData usage = composite("used", 100L, "max", -1L, "init", 0L, "committed", 2000000000L);
    register("test.data:type=Data,name=Nested")
        .put("Usage", usage)
        .put("Deep", composite("inner", composite("leaf", 7, "flag", true, "when", new Date(5000)), "text", "t"))
        .put("Table", table(new String[] {"key"},
            composite("key", "eden", "value", usage), composite("key", "old:gen", "value", usage)))
        .put("Simple", table(new String[] {"key"},
            composite("key", "a", "value", 1L), composite("key", "b", "value", 2L)))
        .put("TwoKeys", table(new String[] {"host", "port"},
            composite("host", "h1", "port", 80, "Value", 1.5, "other", 2),
            composite("host", "h1", "port", 81, "Value", 2.5, "other", 3)))
        .put("CompositeKey", table(new String[] {"id"},
            composite("id", composite("x", 1, "y", "two"), "count", 11L)))
        .put("TableInTable", table(new String[] {"key"},
            composite("key", "outer", "value", table(new String[] {"key"},
                composite("key", "in1", "value", 1L), composite("key", "in2", "value", 2L)))))
        .put("NameTable", table(new String[] {"name"}, composite("name", "n", "value", 1L)));
    // The order of registration, and names that need care.
    register("test.order:z=last,a=first,type=Order").put("Value", 1);
    register("test.quoted:type=Q,name=\"a:b,c=d\\*\"").put("Value", 2);
    register("test.quoted:type=Q,name=\"back\\\\slash\\\"quote\"").put("Value", 3);
    register("test.single:only=one").put("Value", 4);
    register("test.empty:type=E,name=").put("Value", 5);
    register("9test-odd.domain:type=1st,weird-key=x,key.dot=y").put("Value", 6);
    register("test.upper:type=Upper,Topic=T1,TOPIC2=T2").put("UPPER", 7);
    // Equal names and labels from different beans.
    register("test.dup:type=Dup,name=one").put("Value", 1).put("Count_total", 5);
    register("test.dup:type=Dup,name=two").put("Value", 2).put("Count_total", 6);
    register("test.customized:type=C,name=x").put("Version", "1.2").put("Load", 0.5)
        .put("List", new ArrayList<>(Arrays.asList("x", "y")));
    register("test.customized:type=D,name=x").put("Version", "9").put("Load", 0.7);
  }

  // A broker's beans, a few of each kind.
  static void broker() throws Exception {
    String[] meter = {"OneMinuteRate", "FiveMinuteRate", "FifteenMinuteRate", "MeanRate"};
    for (String name : new String[] {"MessagesInPerSec", "BytesInPerSec", "FailedFetchRequestsPerSec"}) {
      for (String topic : new String[] {null, "orders", "a.b-c_d"}) {
        Frozen bean = register("kafka.server:type=BrokerTopicMetrics,name=" + name + (topic == null ? "" : ",topic=" + topic));
        int at = 1;
        bean.put("Count", 1000L * name.length());
        for (String rate : meter) bean.put(rate, at++ * 0.25);
        bean.put("EventType", "bytes").put("RateUnit", TimeUnit.SECONDS);
      }
    }
    for (String request : new String[] {"Produce", "FetchConsumer"}) {
      Frozen bean = register("kafka.network:type=RequestMetrics,name=TotalTimeMs,request=" + request);
      bean.put("Count", 12L).put("Max", 7.0).put("Mean", 1.25).put("Min", 0.0).put("StdDev", 0.5);
      for (String p : new String[] {"50th", "75th", "95th", "98th", "99th", "999th"}) bean.put(p + "Percentile", 3.0);
      register("kafka.network:type=RequestMetrics,name=RequestsPerSec,request=" + request + ",version=9")
          .put("Count", 5L).put("MeanRate", 0.1);
    }
    for (int partition = 0; partition < 3; partition++) {
      for (String name : new String[] {"Size", "LogStartOffset", "LogEndOffset", "NumLogSegments"}) {
        register("kafka.log:type=Log,name=" + name + ",topic=orders,partition=" + partition).put("Value", 100L + partition);
      }
      register("kafka.cluster:type=Partition,name=UnderReplicated,topic=orders,partition=" + partition).put("Value", 0);
    }
    for (String name : new String[] {"UnderReplicatedPartitions", "LeaderCount", "PartitionCount", "OfflineReplicaCount"}) {
      register("kafka.server:type=ReplicaManager,name=" + name).put("Value", 3);
    }
    register("kafka.server:type=KafkaServer,name=BrokerState").put("Value", (byte) 3);
    register("kafka.server:type=KafkaServer,name=ClusterId").put("Value", "8eK1:xyz");
    register("kafka.server:type=KafkaServer,name=linux-disk-read-bytes").put("Value", 4096L);
    register("kafka.server:type=socket-server-metrics,listener=PLAIN-9092,networkProcessor=0")
        .put("connection-count", 2.0).put("network-io-rate", 0.0);
    register("kafka.server:type=socket-server-metrics,clientSoftwareName=apache-kafka-java,clientSoftwareVersion=3.9.2,listener=PLAIN-9092,networkProcessor=1")
        .put("connections", 4);
    register("kafka.server:type=Fetch,user=alice,client-id=c-1").put("throttle-time", Double.NaN).put("byte-rate", 12.5);
    register("kafka.server:type=raft-metrics").put("current-state", "leader").put("current-leader", 1.0);
    register("kafka.server:type=DelayedOperationPurgatory,name=PurgatorySize,delayedOperation=Fetch").put("Value", 0);
    register("kafka.server:type=KafkaRequestHandlerPool,name=RequestHandlerAvgIdlePercent").put("Count", 9L).put("OneMinuteRate", 0.999);
    register("kafka.controller:type=KafkaController,name=ActiveControllerCount").put("Value", 1);
    register("kafka.coordinator.group:type=GroupMetadataManager,name=NumGroups").put("Value", 0);
    register("kafka.consumer:type=consumer-fetch-manager-metrics,client-id=\"a:b\",topic=orders,partition=0").put("records-lag", 3.0);
    register("org.apache.ZooKeeperService:name0=ReplicatedServer_id1,name1=replica.1,name2=Leader")
        .put("AvgRequestLatency", 0.5).put("NumAliveConnections", 2L).put("ClientPort", "0.0.0.0:2181");
    register("org.apache.ZooKeeperService:name0=ReplicatedServer_id1,name1=replica.1,name2=Leader,name3=InMemoryDataTree")
        .put("NodeCount", 42).put("LastZxid", "0x100000002");
    register("org.apache.ZooKeeperService:name0=ReplicatedServer_id1,name1=replica.1,name2=Leader,name3=Connections,name4=\"127.0.0.1\",name5=0x1000")
        .put("PacketsReceived", 10L).put("StartedTime", "Mon Jan 01 00:00:00 UTC 2026");
  }

  // The JVM's own beans as they are now, in domains of their own so that they stay as they are.
  static void platform() throws Exception {
    System.gc();
    for (ObjectName name : new TreeSet<>(server.queryNames(new ObjectName("java.*:*"), null))) {
      Frozen bean = new Frozen();
      for (MBeanAttributeInfo info : server.getMBeanInfo(name).getAttributes()) {
        try {
          Object value = server.getAttribute(name, info.getName());
          if (!info.getName().equals("SystemProperties") && !info.getName().contains("Path") && !info.getName().equals("InputArguments")
              && !info.getName().equals("Name") && !info.getName().equals("CommandLine")) {
            bean.put(info.getName(), value, info.getDescription());
          }
        } catch (Exception e) {
          // not to be read: not part of the fixture
        }
      }
      server.registerMBean(bean, new ObjectName("frozen." + name));
    }
  }

  static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      if (c == '"' || c == '\\') out.append('\\').append(c);
      else if (c < 0x20) out.append(String.format("\\u%04x", (int) c));
      else out.append(c);
    }
    return out.append('"').toString();
  }

  // {"kind": value}: the kinds of agent/jmx/value.hpp.
  static String json(Object value) {
    if (value == null) return "{\"null\":0}";
    if (value instanceof Boolean) return "{\"bool\":" + value + "}";
    if (value instanceof Float) return "{\"float\":" + quoted(value.toString()) + "}";
    if (value instanceof Double || value instanceof BigDecimal) return "{\"double\":" + quoted(value.toString()) + "}";
    if (value instanceof Number) return "{\"long\":" + quoted(value.toString()) + "}";
    if (value instanceof Date) return "{\"double\":" + quoted(Double.toString(((Date) value).getTime() / 1000.0)) + "}";
    if (value instanceof String || value instanceof Enum) return "{\"string\":" + quoted(value.toString()) + "}";
    if (value instanceof CompositeData) {
      CompositeData data = (CompositeData) value;
      List<String> items = new ArrayList<>();
      for (String key : data.getCompositeType().keySet()) items.add("[" + quoted(key) + "," + json(data.get(key)) + "]");
      return "{\"composite\":[" + String.join(",", items) + "]}";
    }
    if (value instanceof TabularData) {
      TabularData data = (TabularData) value;
      List<String> index = new ArrayList<>();
      for (String name : data.getTabularType().getIndexNames()) index.add(quoted(name));
      List<String> rows = new ArrayList<>();
      for (Object row : data.values()) rows.add(json(row));
      return "{\"table\":[[" + String.join(",", index) + "],[" + String.join(",", rows) + "]]}";
    }
    if (value.getClass().isArray() || value instanceof Collection) {
      List<String> elements = new ArrayList<>();
      if (value instanceof Collection) for (Object e : (Collection<?>) value) elements.add(json(e));
      return "{\"array\":[" + String.join(",", elements) + "]}";
    }
    return "{\"other\":" + quoted(value.getClass().getName()) + "}";
  }

  static String beans() throws Exception {
    List<String> beans = new ArrayList<>();
    for (ObjectName name : new TreeSet<>(server.queryNames(null, null))) {
      if (!server.isInstanceOf(name, "Record$Frozen")) continue;
      List<String> attributes = new ArrayList<>();
      for (MBeanAttributeInfo info : server.getMBeanInfo(name).getAttributes()) {
        Object value;
        try { value = server.getAttribute(name, info.getName()); } catch (Exception e) { continue; }
        attributes.add("  [" + quoted(info.getName()) + "," + quoted(info.getDescription()) + "," + json(value) + "]");
      }
      beans.add("{\"name\":" + quoted(name.toString()) + ",\"attributes\":[\n" + String.join(",\n", attributes) + "]}");
    }
    return "[" + String.join(",\n", beans) + "]\n";
  }

  public static void main(String[] arguments) throws Exception {
    platform();
    everyType();
    broker();
    Path out = Path.of(arguments[1]);
    Files.writeString(out.resolve("beans.json"), beans());
    File[] files = new File(arguments[0]).listFiles((folder, name) -> name.endsWith(".yml"));
    Arrays.sort(files);
    for (File file : files) {
      PrometheusRegistry registry = new PrometheusRegistry();
      JmxCollector collector = new JmxCollector(file, JmxCollector.Mode.AGENT);
      collector.register(registry);
      registry.scrape();
      MetricSnapshots snapshots = registry.scrape();  // the second one has rules in its cache
      String name = file.getName().replace(".yml", "");
      ByteArrayOutputStream text = new ByteArrayOutputStream();
      PrometheusTextFormatWriter.create().write(text, snapshots);
      Files.write(out.resolve(name + ".prom"), text.toByteArray());
      ByteArrayOutputStream open = new ByteArrayOutputStream();
      OpenMetricsTextFormatWriter.create().write(open, snapshots);
      Files.write(out.resolve(name + ".om"), open.toByteArray());
      System.out.println(name + ": " + text.size() + " bytes");
    }
  }
}
