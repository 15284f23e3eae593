// Prints "name hex" for objects as RMI serializes them; see run.
import java.io.ByteArrayOutputStream;
import java.io.Serializable;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.*;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.*;
import javax.management.*;
import javax.management.openmbean.*;

public class Record {
    enum Colour { RED, GREEN { @Override public String toString() { return "leaf"; } } }

    static class Node implements Serializable {
        Object next;
        int number = 7;
        private void writeObject(java.io.ObjectOutputStream out) throws java.io.IOException {
            out.defaultWriteObject();
            out.writeInt(42);
            out.writeObject("behind the fields");
        }
    }

    static void print(String name, Object value) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        sun.rmi.server.MarshalOutputStream out = new sun.rmi.server.MarshalOutputStream(bytes);
        out.writeObject(value);
        out.flush();
        System.out.println(name + " " + HexFormat.of().formatHex(bytes.toByteArray()));
    }

    public static void main(String[] arguments) throws Exception {
        print("null", null);
        print("string", "héllo \u0000 \uD83D\uDE00");
        print("long_string", "x".repeat(66_000));
        print("boolean", true);
        print("byte", (byte) -5);
        print("short", (short) -300);
        print("integer", -70_000);
        print("long", Long.MIN_VALUE);
        print("float", 0.1f);
        print("double", -2.5e300);
        print("nan", Double.NaN);
        print("character", 'ß');
        print("atomic_integer", new AtomicInteger(12));
        print("atomic_long", new AtomicLong(1L << 40));
        print("big_integer", BigInteger.ONE.shiftLeft(80).negate());
        print("big_integer_small", BigInteger.valueOf(-42));
        print("big_decimal", new BigDecimal("-12345.678"));
        print("date", new Date(1_700_000_000_123L));
        print("enum", TimeUnit.SECONDS);
        print("enum_with_body", Colour.GREEN);
        print("longs", new long[] {1, -2, Long.MAX_VALUE});
        print("doubles", new double[] {0.5, Double.POSITIVE_INFINITY});
        print("bytes", new byte[] {1, -1});
        print("booleans", new boolean[] {true, false});
        print("strings", new String[] {"a", null, "a"});
        print("nested_arrays", new int[][] {{1, 2}, {}});
        print("array_list", new ArrayList<>(List.of("a", 1, 2.5)));
        print("linked_list", new LinkedList<>(List.of(1, 2)));
        print("hash_set", new HashSet<>(List.of("one")));
        print("tree_set", new TreeSet<>(List.of("b", "a")));
        print("as_list", Arrays.asList("x", "y"));
        print("list_of", List.of("x", "y", "z"));
        print("map_of", Map.of("k", "v"));
        print("unmodifiable", Collections.unmodifiableList(new ArrayList<>(List.of(1))));
        print("singleton", Collections.singletonList("only"));
        print("empty", Collections.emptyList());
        print("object_name", new ObjectName("kafka.log:type=Log,name=Size,topic=t,partition=0"));
        print("class", String.class);
        print("duration", java.time.Duration.ofSeconds(3));
        Node first = new Node();
        Node second = new Node();
        first.next = second;
        second.next = first;
        print("cycle", first);
        print("exception", new IllegalStateException("it is closed"));

        CompositeType type = new CompositeType("usage", "of memory", new String[] {"used", "max"},
            new String[] {"now", "most"}, new OpenType<?>[] {SimpleType.LONG, SimpleType.INTEGER});
        CompositeData data = new CompositeDataSupport(type, new String[] {"used", "max"}, new Object[] {5L, 9});
        print("composite", data);
        TabularDataSupport table =
            new TabularDataSupport(new TabularType("table", "of usages", type, new String[] {"max"}));
        table.put(data);
        print("tabular", table);
        print("attributes", ManagementFactory.getPlatformMBeanServer().getAttributes(
            new ObjectName("java.lang:type=ClassLoading"), new String[] {"Verbose", "LoadedClassCount"}));
    }
}
