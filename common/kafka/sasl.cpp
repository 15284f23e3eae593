// Source: SaslHandshake*.json and SaslAuthenticate*.json of Kafka 3.9.
#include "common/kafka/sasl.hpp"

namespace ballast::kafka {

std::string encode_sasl_handshake(std::string_view mechanism) {
    Writer body;
    body.string(mechanism);
    return body.take();
}

Result<SaslHandshake> decode_sasl_handshake(std::string_view body) {
    Reader reader(body);
    SaslHandshake response;
    response.error = reader.int16();
    const auto count = reader.array(2);
    for (std::size_t i = 0; i < count && !reader.failed(); ++i) {
        response.mechanisms.push_back(reader.string());
    }
    TRY_VOID(reader.finish("SaslHandshake"));
    return response;
}

std::string encode_sasl_plain(std::string_view user, std::string_view password) {
    // RFC 4616: an empty authorization identity, then name and password, NUL between them.
    std::string token;
    token.reserve(user.size() + password.size() + 2);
    token.push_back('\0');
    token += user;
    token.push_back('\0');
    token += password;
    Writer body;
    body.compact_bytes(token);
    body.no_tags();
    return body.take();
}

Result<SaslAuthenticate> decode_sasl_authenticate(std::string_view body) {
    Reader reader(body);
    SaslAuthenticate response;
    response.error = reader.int16();
    response.message = reader.compact_nullable_string().value_or("");
    reader.compact_bytes();  // PLAIN has no answer
    reader.int64();          // the session's lifetime; 0 without re-authentication
    reader.skip_tags();
    TRY_VOID(reader.finish("SaslAuthenticate"));
    return response;
}

}  // namespace ballast::kafka
