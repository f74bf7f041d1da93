#include <stdlib.h>

#include "internal.h"

/// What one parser may take: the longest token, an attribute or a tag, has to fit into it.
enum { MOST_MEMORY = 32 * 1024 * 1024 };

/// In front of each block that expat allocates.
typedef struct block {
    _Alignas(16) size_t size;
    size_t *held;
} block;

/// What the parser that runs on this thread holds: expat tells its allocator nothing.
static _Thread_local size_t *running;

static void *allocate(size_t size) {
    if (!running || size > MOST_MEMORY || *running + size > MOST_MEMORY) return NULL;
    block *new = malloc(sizeof *new + size);
    if (!new) return NULL;
    *new = (block){size, running};
    *running += size;
    return new + 1;
}

static void release(void *pointer) {
    if (!pointer) return;
    block *old = (block *)pointer - 1;
    *old->held -= old->size;
    free(old);
}

static void *reallocate(void *pointer, size_t size) {
    if (!pointer) return allocate(size);
    block *old = (block *)pointer - 1;
    size_t *held = old->held, before = old->size;
    if (size > MOST_MEMORY || *held - before + size > MOST_MEMORY) return NULL;
    block *new = realloc(old, sizeof *new + size);
    if (!new) return NULL;
    new->size = size;
    *held = *held - before + size;
    return new + 1;
}

void cx_fail(cx_xml *xml, cxlsx_fault_code code, const char *text) {
    if (xml->fault->code != CXLSX_NO_FAULT) return;
    xml->fault->code = code;
    snprintf(xml->fault->part, sizeof xml->fault->part, "%s", xml->part.name);
    snprintf(xml->fault->text, sizeof xml->fault->text, "%s", text);
    cx.XML_StopParser(xml->parser, XML_FALSE);
}

void cx_suspend(cx_xml *xml) {
    if (xml->fault->code == CXLSX_NO_FAULT) cx.XML_StopParser(xml->parser, XML_TRUE);
}

const char *cx_attribute(const char **attributes, const char *name) {
    for (; *attributes; attributes += 2)
        if (cx_is(attributes[0], name)) return attributes[1];
    return NULL;
}

bool cx_is_true(const char *value) { return value && (cx_is(value, "1") || cx_is(value, "true")); }

/// The namespaces of sheets, of the two editions of the standard, and those of relations.
static bool is_known_namespace(const char *name) {
    static const char *const known[] = {
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "http://purl.oclc.org/ooxml/spreadsheetml/main",
        "http://schemas.openxmlformats.org/package/2006/relationships",
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (cx_is(name, known[i])) return true;
    return false;
}

static void start_root(cx_xml *xml, const char *name, const char **attributes) {
    const char *colon = strchr(name, ':');
    size_t length = colon ? (size_t)(colon - name) + 1 : 0;
    char declaration[sizeof xml->prefix + 8] = "xmlns";
    if (length >= sizeof xml->prefix) return cx_fail(xml, CXLSX_OTHER_ROOT, "");
    memcpy(xml->prefix, name, length);
    xml->prefix_length = length;
    if (length > 0) snprintf(declaration, sizeof declaration, "xmlns:%.*s", (int)length - 1, name);
    const char *space = cx_attribute(attributes, declaration);
    if (!space || !is_known_namespace(space) || !cx_is(name + length, xml->handlers->root))
        cx_fail(xml, CXLSX_OTHER_ROOT, "");
}

static void on_start(void *data, const char *name, const char **attributes) {
    cx_xml *xml = data;
    // Some callbacks still come after the parser was stopped.
    if (xml->fault->code != CXLSX_NO_FAULT) return;
    if (xml->depth == CX_MOST_DEPTH) return cx_fail(xml, CXLSX_XML_DEPTH, "");
    xml->depth++;
    bool preserves = xml->preserves[xml->depth - 1];
    for (const char **at = attributes; *at; at += 2)
        if (at[0][0] == 'x' && cx_is(at[0], "xml:space")) preserves = cx_is(at[1], "preserve");
    xml->preserves[xml->depth] = preserves;
    if (xml->depth == 1) start_root(xml, name, attributes);
    const char *local = name;
    if (xml->prefix_length > 0)
        local = strncmp(name, xml->prefix, xml->prefix_length) == 0 ? name + xml->prefix_length : "";
    xml->handlers->start(xml, xml->self, local, attributes);
}

static void on_end(void *data, const char *name) {
    (void)name;
    cx_xml *xml = data;
    if (xml->fault->code != CXLSX_NO_FAULT) return;
    if (xml->handlers->end) xml->handlers->end(xml, xml->self);
    xml->depth--;
}

static void on_text(void *data, const char *text, int length) {
    cx_xml *xml = data;
    if (xml->fault->code == CXLSX_NO_FAULT) xml->handlers->text(xml, xml->self, text, (size_t)length);
}

static void on_dtd(void *data, const char *name, const char *system, const char *public, int has_subset) {
    (void)name, (void)system, (void)public, (void)has_subset;
    cx_fail(data, CXLSX_HAS_DTD, "");
}

bool cx_open_xml(
    cx_xml *xml, const cx_archive *archive, const char *part, uint64_t limit, const cx_handlers *handlers, void *self,
    cxlsx_fault *fault) {
    static const XML_Memory_Handling_Suite memory = {allocate, reallocate, release};
    *xml = (cx_xml){.handlers = handlers, .self = self, .fault = fault};
    if (!cx_open_part(archive, &xml->part, part, limit, fault)) return false;
    running = &xml->held;
    xml->parser = cx.XML_ParserCreate_MM(NULL, &memory, NULL);
    running = NULL;
    if (!xml->parser) {
        fault->code = CXLSX_NO_MEMORY;
        cx_close_part(&xml->part);
        return false;
    }
    cx.XML_SetUserData(xml->parser, xml);
    cx.XML_SetElementHandler(xml->parser, on_start, on_end);
    if (handlers->text) cx.XML_SetCharacterDataHandler(xml->parser, on_text);
    cx.XML_SetStartDoctypeDeclHandler(xml->parser, on_dtd);
    return true;
}

void cx_close_xml(cx_xml *xml) {
    if (xml->parser) cx.XML_ParserFree(xml->parser);
    xml->parser = NULL;
    cx_close_part(&xml->part);
}

static enum XML_Status parse_more(cx_xml *xml) {
    if (xml->is_suspended) return cx.XML_ResumeParser(xml->parser);
    void *buffer = cx.XML_GetBuffer(xml->parser, CX_CHUNK);
    if (!buffer) return XML_STATUS_ERROR;
    long count = cx_read_part(&xml->part, buffer, CX_CHUNK, xml->fault);
    if (count < 0) return XML_STATUS_ERROR;
    xml->is_final = count == 0;
    return cx.XML_ParseBuffer(xml->parser, (int)count, xml->is_final);
}

cx_step cx_parse(cx_xml *xml) {
    running = &xml->held;
    enum XML_Status status = parse_more(xml);
    running = NULL;
    xml->is_suspended = status == XML_STATUS_SUSPENDED;
    if (xml->fault->code != CXLSX_NO_FAULT) return CX_FAULT;
    if (status == XML_STATUS_ERROR) {
        enum XML_Error error = cx.XML_GetErrorCode(xml->parser);
        const char *words = cx.XML_ErrorString(error);
        xml->fault->number = cx.XML_GetCurrentLineNumber(xml->parser);
        cx_fail(xml, error == XML_ERROR_NO_MEMORY ? CXLSX_XML_MEMORY : CXLSX_BAD_XML, words ? words : "");
        return CX_FAULT;
    }
    if (xml->is_suspended) return CX_SUSPENDED;
    return xml->is_final ? CX_FINISHED : CX_AGAIN;
}

bool cx_parse_whole(
    const cx_archive *archive, const char *part, uint64_t limit, const cx_handlers *handlers, void *self,
    cxlsx_fault *fault) {
    cx_xml xml;
    if (!cx_open_xml(&xml, archive, part, limit, handlers, self, fault)) return false;
    cx_step step;
    do step = cx_parse(&xml);
    while (step == CX_AGAIN);
    cx_close_xml(&xml);
    return step != CX_FAULT;
}
