#include "agent/jmx/java_reader.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>
#include <vector>

#include "agent/jmx/java_bytes.hpp"
#include "agent/jmx/java_tags.hpp"

namespace ballast::agent::jmx {
namespace {

constexpr std::uint32_t kFirstHandle = 0x7E0000;
constexpr std::uint32_t kStreamHeader = 0xACED0005;
constexpr std::uint8_t kReturn = 0x51;
constexpr std::size_t kSlotsPerHandle = 8;
constexpr std::uint32_t kLongestChain = 32;  // of classes, each of which extends the one before

}  // namespace

// Every step is false where it cannot go on, see JavaBytes::error().
class JavaReader : public JavaBytes {
  public:
    JavaReader(std::string_view bytes, const ReadLimits& limits, JavaGraph& graph)
        : JavaBytes(bytes, limits), graph_(graph) {
        graph_ = JavaGraph();
        graph_.bytes_ = bytes;
    }

    bool stream_header() {
        std::uint32_t header = 0;
        return number(header) && (header == kStreamHeader || wrong("no stream of objects"));
    }

    bool return_byte() {
        std::uint8_t byte = 0;
        return number(byte) && (byte == kReturn || wrong(fmt::format("no answer: {:#x}", byte)));
    }

    // A block of data at the top.
    bool block(ByteRange& range) {
        std::uint8_t tag = 0;
        if (!number(tag)) {
            return false;
        }
        return (tag == kTagBlock || tag == kTagLongBlock) ? block_after(tag, range)
                                                          : wrong("a block of data is missing");
    }

    bool content(Ref& ref) {
        std::uint8_t tag = 0;
        return number(tag) && content_after(tag, ref);
    }

  private:
    JavaGraph& graph_;
    std::size_t depth_ = 0;
    std::vector<Ref> handles_;
    std::vector<Slot> scratch_;  // of the objects that are being read, the innermost last

    // A new node, in the stream's own list where it has a handle.
    bool add(JavaGraph::Node node, Ref& ref) {
        if (handles_.size() >= limits_.handles) {
            return too_much("objects in one answer", limits_.handles);
        }
        ref = static_cast<Ref>(graph_.nodes_.size());
        graph_.nodes_.push_back(node);
        handles_.push_back(ref);
        return true;
    }

    bool push(Slot slot) {
        if (graph_.slots_.size() + scratch_.size() >= limits_.handles * kSlotsPerHandle) {
            return too_much("values in one answer", limits_.handles * kSlotsPerHandle);
        }
        scratch_.push_back(slot);
        return true;
    }

    bool push_reference(Ref ref) { return push({.type = Slot::kReference, .bits = ref}); }

    // Moves what was read since `begin` to its place.
    void settle(Ref ref, std::size_t begin) {
        auto& node = graph_.nodes_[ref];
        node.first = static_cast<std::uint32_t>(graph_.slots_.size());
        node.count = static_cast<std::uint32_t>(scratch_.size() - begin);
        const auto from = scratch_.begin() + static_cast<std::ptrdiff_t>(begin);
        graph_.slots_.insert(graph_.slots_.end(), from, scratch_.end());
        scratch_.erase(from, scratch_.end());
    }

    bool reference(Ref& ref) {
        std::uint32_t handle = 0;
        if (!number(handle)) {
            return false;
        }
        if (handle < kFirstHandle || handle - kFirstHandle >= handles_.size()) {
            return wrong("a reference to what was not sent");
        }
        ref = handles_[handle - kFirstHandle];
        return true;
    }

    bool content_after(std::uint8_t tag, Ref& ref) {
        if (depth_ >= limits_.depth) {
            return too_much("objects in one another", limits_.depth);
        }
        ++depth_;
        const bool done = dispatch(tag, ref);
        --depth_;
        return done;
    }

    bool dispatch(std::uint8_t tag, Ref& ref) {
        switch (tag) {
            case kTagNull:
                ref = kNullRef;
                return true;
            case kTagReference:
                return reference(ref);
            case kTagClassDesc:
            case kTagProxyClassDesc:
                return class_desc_after(tag, ref);
            case kTagObject:
                return object(ref);
            case kTagString:
            case kTagLongString:
                return string_after(tag, ref);
            case kTagArray:
                return array(ref);
            case kTagClass:
                return class_object(ref);
            case kTagEnum:
                return enumeration(ref);
            case kTagException:
                return exception();
            default:
                return wrong(fmt::format("an unknown tag {:#x}", tag));
        }
    }

    bool string_after(std::uint8_t tag, Ref& ref) {
        std::uint64_t size = 0;
        std::uint16_t short_size = 0;
        if (tag == kTagString ? !number(short_size) : !number(size)) {
            return false;
        }
        ByteRange text;
        return range(tag == kTagString ? short_size : size, text) &&
               add({.kind = JavaGraph::Kind::string, .first = text.offset, .count = text.size},
                   ref);
    }

    bool string(Ref& ref) {
        std::uint8_t tag = 0;
        if (!number(tag)) {
            return false;
        }
        if (tag == kTagReference) {
            return reference(ref) && (graph_.kind(ref) == JavaGraph::Kind::string ||
                                      wrong("a reference to no text where one is wanted"));
        }
        return tag == kTagString || tag == kTagLongString
                   ? string_after(tag, ref)
                   : wrong("something else where a text is wanted");
    }

    // Null for an object without a class, which is not allowed but for a super class.
    bool class_desc(Ref& ref) {
        std::uint8_t tag = 0;
        if (!number(tag)) {
            return false;
        }
        if (tag == kTagNull) {
            ref = kNullRef;
            return true;
        }
        if (tag == kTagReference) {
            return reference(ref) && is_whole_desc(ref);
        }
        if (tag != kTagClassDesc && tag != kTagProxyClassDesc) {
            return wrong("something else where a class is wanted");
        }
        if (depth_ >= limits_.depth) {
            return too_much("classes in one another", limits_.depth);
        }
        ++depth_;
        const bool done = class_desc_after(tag, ref);
        --depth_;
        return done;
    }

    bool is_whole_desc(Ref ref) {
        return (graph_.kind(ref) == JavaGraph::Kind::desc && graph_.class_desc(ref).complete) ||
               wrong("a reference to no class where one is wanted");
    }

    bool wanted_class(Ref& ref) {
        return class_desc(ref) && (ref != kNullRef || wrong("an object without a class"));
    }

    bool class_desc_after(std::uint8_t tag, Ref& ref) {
        if (graph_.descs_.size() >= limits_.classes) {
            return too_much("classes in one answer", limits_.classes);
        }
        const auto place = static_cast<std::uint32_t>(graph_.descs_.size());
        JavaGraph::ClassDesc desc;
        std::int64_t serial_version = 0;
        const bool proxy = tag == kTagProxyClassDesc;
        if (!proxy && (!utf(desc.name) || !number(serial_version))) {
            return false;
        }
        graph_.descs_.push_back(desc);
        if (!add({.kind = JavaGraph::Kind::desc, .first = place}, ref) ||
            !(proxy ? proxy_interfaces(desc) : class_fields(desc)) || !skip_annotation() ||
            !class_desc(desc.super)) {
            return false;
        }
        if (desc.super != kNullRef) {
            desc.chain = graph_.class_desc(desc.super).chain + 1;
            if (desc.chain > kLongestChain) {
                return too_much("classes that extend one another", kLongestChain);
            }
        }
        desc.complete = true;
        graph_.descs_[place] = desc;
        return true;
    }

    bool proxy_interfaces(JavaGraph::ClassDesc& desc) {
        desc.flags = kSerializable;
        std::int32_t count = 0;
        if (!number(count)) {
            return false;
        }
        for (std::int32_t i = 0; i < count; ++i) {
            ByteRange name;
            if (!utf(name)) {
                return false;
            }
        }
        return count >= 0 || wrong("a number of interfaces below zero");
    }

    bool class_fields(JavaGraph::ClassDesc& desc) {
        std::uint16_t count = 0;
        if (!number(desc.flags) || !number(count)) {
            return false;
        }
        desc.first_field = static_cast<std::uint32_t>(graph_.fields_.size());
        desc.fields = count;
        for (std::uint16_t i = 0; i < count; ++i) {
            JavaGraph::FieldDesc field;
            std::uint8_t type = 0;
            if (!number(type) || !utf(field.name)) {
                return false;
            }
            field.type = static_cast<char>(type);
            Ref signature = kNullRef;
            if (is_reference(field.type)
                    ? !string(signature)
                    : width_of(field.type) == 0 && !wrong("a field of an unknown type")) {
                return false;
            }
            graph_.fields_.push_back(field);
        }
        return true;
    }

    // Up to the end of the block data and objects that a class wrote.
    bool annotation(bool keep) {
        while (true) {
            std::uint8_t tag = 0;
            if (!number(tag)) {
                return false;
            }
            if (tag == kTagEnd) {
                return true;
            }
            if (tag == kTagBlock || tag == kTagLongBlock) {
                ByteRange data;
                if (!block_after(tag, data) ||
                    (keep && !push({.type = Slot::kBlock,
                                    .bits = std::uint64_t{data.offset} << 32U | data.size}))) {
                    return false;
                }
                continue;
            }
            Ref ref = kNullRef;
            if (!content_after(tag, ref) || (keep && !push_reference(ref))) {
                return false;
            }
        }
    }

    bool skip_annotation() { return annotation(false); }

    bool block_after(std::uint8_t tag, ByteRange& data) {
        std::uint8_t short_size = 0;
        std::int32_t size = 0;
        if (tag == kTagBlock ? !number(short_size) : !number(size)) {
            return false;
        }
        if (size < 0) {
            return wrong("a block of a size below zero");
        }
        return range(tag == kTagBlock ? short_size : static_cast<std::uint64_t>(size), data);
    }

    bool object(Ref& ref) {
        Ref desc = kNullRef;
        if (!wanted_class(desc) || !add({.kind = JavaGraph::Kind::object, .desc = desc}, ref)) {
            return false;
        }
        std::array<Ref, kLongestChain> chain{};
        std::size_t classes = 0;
        for (Ref one = desc; one != kNullRef; one = graph_.class_desc(one).super) {
            chain.at(classes++) = one;
        }
        const auto begin = scratch_.size();
        while (classes > 0) {
            if (!section(chain.at(--classes))) {
                return false;
            }
        }
        settle(ref, begin);
        return true;
    }

    // The data of one class of an object.
    bool section(Ref ref) {
        const JavaGraph::ClassDesc desc = graph_.class_desc(ref);
        const auto head = scratch_.size();
        if (!push({.type = Slot::kSection, .bits = ref})) {
            return false;
        }
        const bool external = (desc.flags & kExternalizable) != 0;
        if (external && (desc.flags & kExternalizesInBlocks) == 0) {
            return wrong(fmt::format("{} has a form of its own that only its class can read",
                                     graph_.view(desc.name)),
                         "NOT_READABLE");
        }
        // An Externalizable has no fields in the stream, whatever its description says.
        for (std::uint32_t i = 0; i < desc.fields; ++i) {
            const char type = graph_.fields_[desc.first_field + i].type;
            if (external ? !push({}) : !value(type)) {
                return false;
            }
        }
        const auto fields_end = scratch_.size();
        const bool annotated =
            external || ((desc.flags & kSerializable) != 0 && (desc.flags & kHasWriteMethod) != 0);
        if (annotated && !annotation(true)) {
            return false;
        }
        scratch_[head].bits |= std::uint64_t{scratch_.size() - fields_end} << 32U;
        return true;
    }

    bool value(char type) {
        if (is_reference(type)) {
            Ref ref = kNullRef;
            return content(ref) && push_reference(ref);
        }
        std::uint64_t bits = 0;
        return primitive(type, bits) && push({.type = type, .bits = bits});
    }

    bool array(Ref& ref) {
        Ref desc = kNullRef;
        std::int32_t count = 0;
        if (!wanted_class(desc)) {
            return false;
        }
        const auto name = graph_.view(graph_.class_desc(desc).name);
        if (name.size() < 2 || name.front() != '[' ||
            (!is_reference(name[1]) && width_of(name[1]) == 0)) {
            return wrong("an array of no known kind");
        }
        const bool references = is_reference(name[1]);
        const char element = references ? Slot::kReference : name[1];
        if (!add({.kind = JavaGraph::Kind::array, .element = element, .desc = desc}, ref) ||
            !number(count)) {
            return false;
        }
        if (count < 0) {
            return wrong("an array of a size below zero");
        }
        if (!references) {
            ByteRange data;
            if (!range(static_cast<std::uint64_t>(count) * width_of(element), data)) {
                return false;
            }
            graph_.nodes_[ref].first = data.offset;
            graph_.nodes_[ref].count = data.size;
            return true;
        }
        const auto begin = scratch_.size();
        for (std::int32_t i = 0; i < count; ++i) {
            if (!value(Slot::kReference)) {
                return false;
            }
        }
        settle(ref, begin);
        return true;
    }

    bool class_object(Ref& ref) {
        Ref desc = kNullRef;
        return wanted_class(desc) &&
               add({.kind = JavaGraph::Kind::class_object, .desc = desc}, ref);
    }

    bool enumeration(Ref& ref) {
        Ref desc = kNullRef;
        Ref name = kNullRef;
        if (!wanted_class(desc) ||
            !add({.kind = JavaGraph::Kind::enumeration, .desc = desc}, ref) || !string(name)) {
            return false;
        }
        graph_.nodes_[ref].first = graph_.nodes_[name].first;
        graph_.nodes_[ref].count = graph_.nodes_[name].count;
        return true;
    }

    // The server could not go on; what follows says why, in a stream of its own.
    bool exception() {
        handles_.clear();
        Ref thrown = kNullRef;
        if (!content(thrown)) {
            return false;
        }
        const auto message = graph_.text(graph_.reference(thrown, "detailMessage"));
        return wrong(fmt::format("the server gave up: {}{}{}", graph_.class_name(thrown),
                                 message.empty() ? "" : ": ", message),
                     "NOT_SERIALIZABLE");
    }
};

Result<std::optional<ReturnValue>> read_return(std::string_view bytes, const ReadLimits& limits,
                                               JavaGraph& graph, bool gives_object) {
    constexpr std::size_t kUid = 14;
    JavaReader reader(bytes, limits, graph);
    ReturnValue answer;
    ByteRange head;
    const auto stopped = [&]() -> Result<std::optional<ReturnValue>> {
        if (auto error = reader.error()) {
            return std::unexpected(*std::move(error));
        }
        return std::nullopt;
    };
    if (!reader.return_byte() || !reader.stream_header() || !reader.block(head)) {
        return stopped();
    }
    const auto block = graph.view(head);
    if (block.size() <= kUid || (block[0] != 1 && block[0] != 2)) {
        return fail(ErrorKind::invalid, "an answer that says neither result nor exception");
    }
    answer.exceptional = block[0] == 2;
    answer.block = block.substr(kUid + 1);
    const bool has_object = answer.exceptional || (gives_object && answer.block.empty());
    if (has_object && !reader.content(answer.value)) {
        return stopped();
    }
    answer.size = reader.read();
    return answer;
}

Result<Ref> read_object(std::string_view bytes, const ReadLimits& limits, JavaGraph& graph) {
    JavaReader reader(bytes, limits, graph);
    Ref ref = kNullRef;
    if (!reader.stream_header() || !reader.content(ref)) {
        auto error = reader.error();
        return error ? std::unexpected(*std::move(error))
                     : fail(ErrorKind::invalid, "a Java stream that ends too soon");
    }
    return ref;
}

}  // namespace ballast::agent::jmx
