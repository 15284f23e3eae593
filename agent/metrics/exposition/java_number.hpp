// Numbers as Java writes and reads them: rules see values as text, and the text formats carry
// Double.toString. Source: the Java SE 25 API documentation of Double.toString, Float.toString and
// Double.valueOf (JDK 17 is not always as short: 2.0E-3 and the like agree, 1.0E23 does not).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ballast::agent::metrics {

// "1.0", "1.2E16", "NaN", "Infinity".
void append_java(std::string& out, double value);
// The shortest text of a float: "0.1", not "0.10000000149011612".
void append_java(std::string& out, float value);

// What Double.valueOf takes: blanks around it, "1e3", "0x1p3", "NaN", "-Infinity", "1d".
std::optional<double> parse_java_double(std::string_view text);

}  // namespace ballast::agent::metrics
