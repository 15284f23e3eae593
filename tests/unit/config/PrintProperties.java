// Reads a file as Kafka and ZooKeeper do and prints what it means, each character as hexadecimal,
// since neither end of a pipe can then bend it.
import java.io.FileInputStream;
import java.util.Properties;
import java.util.TreeMap;

public class PrintProperties {
    static String hex(String text) {
        StringBuilder out = new StringBuilder();
        for (char c : text.toCharArray()) {
            out.append(String.format("%04x", (int) c));
        }
        return out.toString();
    }

    public static void main(String[] files) throws Exception {
        for (String file : files) {
            Properties properties = new Properties();
            try (FileInputStream in = new FileInputStream(file)) {
                properties.load(in);
            }
            TreeMap<String, String> sorted = new TreeMap<>();
            for (String key : properties.stringPropertyNames()) {
                sorted.put(hex(key), hex(properties.getProperty(key)));
            }
            sorted.forEach((key, value) -> System.out.println(key + "=" + value));
            System.out.println(".");
        }
    }
}
