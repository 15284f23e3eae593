#include "agent/metrics/exposition/text_writer.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

#include <array>
#include <limits>

#include "agent/metrics/exposition/gzip.hpp"

namespace ballast::test {
namespace {

using namespace agent::metrics;

Sample sample(double value, Labels labels = {}, Part part = Part::value) {
    return {std::make_shared<const Labels>(std::move(labels)), value, part};
}

std::vector<Family> all_types() {
    return {
        {.name = "s",
         .type = Type::summary,
         .help = "sum",
         .unit = "",
         .samples = {sample(1.5, {{"gc", "G1"}}, Part::sum),
                     sample(3, {{"gc", "G1"}}, Part::count)}},
        {.name = "c",
         .type = Type::counter,
         .help = "a \\ \"b\"\nc",
         .unit = "",
         .samples = {sample(2)}},
        {.name = "i",
         .type = Type::info,
         .help = "",
         .unit = "",
         .samples = {sample(1, {{"version", "17"}})}},
        {.name = "u",
         .samples = {sample(std::numeric_limits<double>::infinity()),
                     sample(-std::numeric_limits<double>::infinity(), {{"a", ""}})}},
        {.name = "g_seconds",
         .type = Type::gauge,
         .help = "x",
         .unit = "seconds",
         .samples = {sample(1e7, {{"b:c", "1"}, {"d", "\\\"\n"}})}},
        {.name = "none", .type = Type::gauge, .help = "nothing"},
    };
}

TEST(TextWriter, Prometheus) {
    EXPECT_EQ(to_text(all_types(), TextFormat::prometheus),
              "# HELP c_total a \\\\ \"b\"\\nc\n# TYPE c_total counter\nc_total 2.0\n"
              "# HELP g_seconds x\n# TYPE g_seconds gauge\n"
              "g_seconds{\"b:c\"=\"1\",d=\"\\\\\\\"\\n\"} 1.0E7\n"
              "# TYPE i_info gauge\ni_info{version=\"17\"} 1\n"
              "# HELP s sum\n# TYPE s summary\ns_count{gc=\"G1\"} 3\ns_sum{gc=\"G1\"} 1.5\n"
              "# TYPE u untyped\nu +Inf\nu{a=\"\"} -Inf\n");
}

TEST(TextWriter, OpenMetrics) {
    EXPECT_EQ(to_text(all_types(), TextFormat::open_metrics),
              "# TYPE c counter\n# HELP c a \\\\ \\\"b\\\"\\nc\nc_total 2.0\n"
              "# TYPE g_seconds gauge\n# UNIT g_seconds seconds\n# HELP g_seconds x\n"
              "g_seconds{\"b:c\"=\"1\",d=\"\\\\\\\"\\n\"} 1.0E7\n"
              "# TYPE i info\ni_info{version=\"17\"} 1\n"
              "# TYPE s summary\n# HELP s sum\ns_count{gc=\"G1\"} 3\ns_sum{gc=\"G1\"} 1.5\n"
              "# TYPE u unknown\nu +Inf\nu{a=\"\"} -Inf\n# EOF\n");
}

std::string in_pieces(std::size_t bytes, std::vector<std::string> names = {}) {
    auto families = all_types();
    normalize(families);
    TextWriter writer(std::make_shared<const std::vector<Family>>(std::move(families)),
                      TextFormat::open_metrics, std::move(names));
    std::string out;
    for (bool more = true; more;) {
        std::string piece;
        more = writer.write(piece, bytes);
        out += piece;
    }
    return out;
}

TEST(TextWriter, PiecesMakeTheWhole) {
    const auto whole = to_text(all_types(), TextFormat::open_metrics);
    for (const std::size_t bytes : {1U, 10U, 50U, 100'000U}) {
        EXPECT_EQ(in_pieces(bytes), whole) << bytes;
    }
}

TEST(TextWriter, NamesOfTheQuery) {
    EXPECT_EQ(in_pieces(1000, {"c_total"}),
              "# TYPE c counter\n# HELP c a \\\\ \\\"b\\\"\\nc\nc_total 2.0\n# EOF\n");
    EXPECT_EQ(in_pieces(1000, {"x"}), "# EOF\n");
    EXPECT_EQ(in_pieces(1000, {"u", "no"}), "# TYPE u unknown\nu +Inf\nu{a=\"\"} -Inf\n# EOF\n");
}

TEST(TextWriter, FormatByAccept) {
    EXPECT_EQ(choose_format(""), TextFormat::prometheus);
    EXPECT_EQ(choose_format("text/plain;version=0.0.4;q=0.5,*/*;q=0.1"), TextFormat::prometheus);
    EXPECT_EQ(choose_format("application/openmetrics-text;version=1.0.0;q=0.5,text/plain"),
              TextFormat::open_metrics);
    EXPECT_EQ(content_type(TextFormat::prometheus), "text/plain; version=0.0.4; charset=utf-8");
}

TEST(Family, SourcesAreMerged) {
    std::vector<Family> families = {
        {.name = "b", .type = Type::gauge, .samples = {sample(1)}},
        {.name = "a", .type = Type::counter, .samples = {sample(1, {{"x", "2"}})}},
        {.name = "a",
         .type = Type::gauge,
         .samples = {sample(2, {{"x", "1"}}), sample(3, {{"x", "2"}})}},
        {.name = "b", .type = Type::info, .samples = {sample(1)}},
    };
    EXPECT_EQ(normalize(families), 2U);
    ASSERT_EQ(families.size(), 2U);
    EXPECT_EQ(families[0].name, "a");
    EXPECT_EQ(families[0].type, Type::unknown);
    EXPECT_EQ(families[0].samples.size(), 2U);
    EXPECT_EQ(families[1].type, Type::gauge);
}

std::string inflate_all(const std::string& in) {
    z_stream z{};
    EXPECT_EQ(inflateInit2(&z, 15 + 16), Z_OK);
    auto bytes = in;
    z.next_in = reinterpret_cast<Bytef*>(bytes.data());
    z.avail_in = static_cast<uInt>(bytes.size());
    std::string out;
    std::array<unsigned char, 4096> buffer{};
    int result = Z_OK;
    while (result == Z_OK) {
        z.next_out = buffer.data();
        z.avail_out = static_cast<uInt>(buffer.size());
        result = inflate(&z, Z_NO_FLUSH);
        out.append(reinterpret_cast<const char*>(buffer.data()), buffer.size() - z.avail_out);
    }
    EXPECT_EQ(result, Z_STREAM_END);
    inflateEnd(&z);
    return out;
}

TEST(Gzip, PiecesComeBack) {
    std::string text;
    std::string packed;
    Gzip gzip;
    for (int i = 0; i < 20'000; ++i) {
        const auto piece = "metric{a=\"" + std::to_string(i * 7919) + "\"} 1.0\n";
        text += piece;
        gzip.append(piece, packed);
    }
    gzip.finish(packed);
    EXPECT_LT(packed.size(), text.size() / 3);
    EXPECT_EQ(inflate_all(packed), text);
    std::string empty;
    Gzip().finish(empty);
    EXPECT_EQ(inflate_all(empty), "");
}

TEST(Gzip, AcceptEncoding) {
    const std::pair<const char*, bool> cases[] = {
        {"", false},         {"gzip", true},         {"deflate, GZip", true},
        {"gzip;q=0", false}, {"gzip; q=0.5", true},  {"*", true},
        {"identity", false}, {"gzip;q=0, *", false}, {"br;q=1, gzip;q=0.000", false},
        {"*;q=0", false},    {"gzipped", false},
    };
    for (const auto& [header, wanted] : cases) {
        EXPECT_EQ(accepts_gzip(header), wanted) << header;
    }
}

}  // namespace
}  // namespace ballast::test
