// The bytes of calls to a JVM's registry, RMIServer and RMIConnection. Pure.
// Sources: RMI specification, chapter 10 (JRMP); Java Object Serialization Specification, chapter
// 6; javax.management.remote.rmi.{RMIServer,RMIConnection}.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace ballast::agent::jmx {

// java.rmi.server.ObjID: which exported object of the JVM is meant.
using ObjectId = std::array<char, 22>;
inline constexpr ObjectId kRegistryId{};

// A method of a remote interface; the hash is what a call carries (RMI specification 8.3).
struct Method {
    std::string_view signature;
    std::int64_t hash = 0;
};
inline constexpr Method kNewClient{
    "newClient(Ljava/lang/Object;)Ljavax/management/remote/rmi/RMIConnection;",
    -1089742558549201240};
inline constexpr Method kClose{"close()V", -4742752445160157748};
inline constexpr Method kQueryMBeans{
    "queryMBeans(Ljavax/management/ObjectName;Ljava/rmi/MarshalledObject;"
    "Ljavax/security/auth/Subject;)Ljava/util/Set;",
    2915881009400597976};
inline constexpr Method kQueryNames{
    "queryNames(Ljavax/management/ObjectName;Ljava/rmi/MarshalledObject;"
    "Ljavax/security/auth/Subject;)Ljava/util/Set;",
    9152567528369059802};
inline constexpr Method kGetMBeanInfo{
    "getMBeanInfo(Ljavax/management/ObjectName;Ljavax/security/auth/Subject;)"
    "Ljavax/management/MBeanInfo;",
    -7404813916326233354};
inline constexpr Method kGetAttribute{
    "getAttribute(Ljavax/management/ObjectName;Ljava/lang/String;Ljavax/security/auth/Subject;)"
    "Ljava/lang/Object;",
    -1089783104982388203};
inline constexpr Method kGetAttributes{
    "getAttributes(Ljavax/management/ObjectName;[Ljava/lang/String;"
    "Ljavax/security/auth/Subject;)Ljavax/management/AttributeList;",
    6285293806596348999};
inline constexpr Method kGetDefaultDomain{
    "getDefaultDomain(Ljavax/security/auth/Subject;)Ljava/lang/String;", 6047668923998658472};

struct Credentials {
    std::string user;
    std::string password;
};

// The first bytes of a connection, and what follows the server's acknowledgement: an address that
// the server reads and does not use.
std::string hello();
std::string client_endpoint();

// Texts are UTF-8. An empty `pattern` means all beans.
std::string lookup_call(std::string_view name);
std::string new_client_call(const ObjectId& server, const std::optional<Credentials>& credentials);
std::string close_call(const ObjectId& connection);
std::string default_domain_call(const ObjectId& connection);
std::string query_mbeans_call(const ObjectId& connection, std::string_view pattern);
std::string query_names_call(const ObjectId& connection, std::string_view pattern);
std::string mbean_info_call(const ObjectId& connection, std::string_view name);
std::string attribute_call(const ObjectId& connection, std::string_view name,
                           std::string_view attribute);
std::string attributes_call(const ObjectId& connection, std::string_view name,
                            std::span<const std::string> attributes);

}  // namespace ballast::agent::jmx
