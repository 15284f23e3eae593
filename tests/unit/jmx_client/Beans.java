import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import javax.management.MBeanServer;
import javax.management.ObjectName;

// A JVM to be read: 2,000 beans like Kafka's meters, and one with all that may go wrong. It ends
// when its input does.
public class Beans {
    public interface MeterMBean {
        long getCount();
        double getMean();
        String getLabel();
    }

    public static class Meter implements MeterMBean {
        private final int number;

        Meter(int number) { this.number = number; }
        public long getCount() { return number; }
        public double getMean() { return number / 2.0; }
        public String getLabel() { return "meter " + number; }
    }

    public interface TroubleMBean {
        int getBefore();
        Object getPoison();
        int getBetween();
        int getThrows();
        Object getHidden();
        String getLong();
        int getAfter();
    }

    public static class Trouble implements TroubleMBean {
        public int getBefore() { return 1; }
        public Object getPoison() { return new Object(); }
        public int getBetween() { return 2; }
        public int getThrows() { throw new IllegalStateException("out of order"); }
        public Object getHidden() { return new ArrayList<>(List.of("x", new Object())); }
        public String getLong() { return "x".repeat(70000); }
        public int getAfter() { return 3; }
    }

    public static void main(String[] args) throws Exception {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        for (int i = 0; i < 2000; i++) {
            server.registerMBean(new Meter(i), new ObjectName("test:type=Meter,topic=t,name=m" + i));
        }
        server.registerMBean(new Trouble(), new ObjectName("test:type=Trouble"));
        System.out.println("ready");
        System.in.read();
    }
}
