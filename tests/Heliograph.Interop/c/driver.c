/* One Paho C connection, driven through standard input and output as README.md beside this folder describes. */
#include <MQTTClient.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { fields_max = 64, answer_milliseconds_max = 20000 };

/* A command: its verb and its `name=value` fields, all pointing into the line that was read. */
struct command {
    const char *verb;
    const char *names[fields_max];
    const char *values[fields_max];
    int count;
};

static MQTTClient client;
static int version;
static pthread_mutex_t printing = PTHREAD_MUTEX_INITIALIZER;

static const char *field(const struct command *command, const char *name)
{
    for (int i = 0; i < command->count; i++)
        if (strcmp(command->names[i], name) == 0) return command->values[i];
    return NULL;
}

static int number(const struct command *command, const char *name)
{
    const char *value = field(command, name);
    return value == NULL ? 0 : atoi(value);
}

/* Prints a JSON string; the bytes are UTF-8 already. */
static void print_string(const char *bytes, int length)
{
    putchar('"');
    for (int i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)bytes[i];
        if (byte == '"' || byte == '\\') printf("\\%c", byte);
        else if (byte < 0x20) printf("\\u%04x", byte);
        else putchar(byte);
    }
    putchar('"');
}

static void report(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    pthread_mutex_lock(&printing);
    vprintf(format, arguments);
    putchar('\n');
    fflush(stdout);
    pthread_mutex_unlock(&printing);
    va_end(arguments);
}

static void report_error(const char *verb, int code)
{
    const char *meaning = MQTTClient_strerror(code);
    report("{\"event\":\"error\",\"text\":\"%s: %d %s\"}", verb, code, meaning ? meaning : "");
}

static void print_text_property(const char *name, MQTTLenString value)
{
    printf(",\"%s\":", name);
    print_string(value.data, value.len);
}

/* Prints the properties that repeat, user properties or subscription identifiers, as one array. */
static void print_repeated(const MQTTProperties *properties, int identifier, const char *name)
{
    const char *separator = "";
    printf(",\"%s\":[", name);
    for (int i = 0; i < properties->count; i++) {
        const MQTTProperty *each = &properties->array[i];
        if ((int)each->identifier != identifier) continue;
        printf("%s", separator);
        separator = ",";
        if (identifier == MQTTPROPERTY_CODE_SUBSCRIPTION_IDENTIFIER) {
            printf("%u", each->value.integer4);
        } else {
            MQTTLenString left = each->value.data, right = each->value.value;
            int length = left.len + 1 + right.len;
            char *pair = malloc(length + 1);
            snprintf(pair, length + 1, "%.*s:%.*s", left.len, left.data, right.len, right.data);
            print_string(pair, length);
            free(pair);
        }
    }
    putchar(']');
}

static void print_properties(const MQTTProperties *properties)
{
    for (int i = 0; i < properties->count; i++) {
        const MQTTProperty *each = &properties->array[i];
        switch (each->identifier) {
        case MQTTPROPERTY_CODE_CONTENT_TYPE: print_text_property("contentType", each->value.data); break;
        case MQTTPROPERTY_CODE_RESPONSE_TOPIC: print_text_property("responseTopic", each->value.data); break;
        case MQTTPROPERTY_CODE_CORRELATION_DATA: print_text_property("correlationData", each->value.data); break;
        case MQTTPROPERTY_CODE_MESSAGE_EXPIRY_INTERVAL: printf(",\"messageExpiry\":%u", each->value.integer4); break;
        case MQTTPROPERTY_CODE_PAYLOAD_FORMAT_INDICATOR: printf(",\"payloadFormat\":%u", each->value.byte); break;
        default: break;
        }
    }
    print_repeated(properties, MQTTPROPERTY_CODE_SUBSCRIPTION_IDENTIFIER, "subscriptionIds");
    print_repeated(properties, MQTTPROPERTY_CODE_USER_PROPERTY, "userProperties");
}

static int on_message(void *context, char *topic, int topic_length, MQTTClient_message *message)
{
    (void)context;
    pthread_mutex_lock(&printing);
    printf("{\"event\":\"message\",\"topic\":");
    print_string(topic, topic_length > 0 ? topic_length : (int)strlen(topic));
    printf(",\"payload\":");
    print_string(message->payload, message->payloadlen);
    printf(",\"qos\":%d,\"retain\":%s", message->qos, message->retained ? "true" : "false");
    if (version == MQTTVERSION_5) print_properties(&message->properties);
    puts("}");
    fflush(stdout);
    pthread_mutex_unlock(&printing);
    MQTTClient_freeMessage(&message);
    MQTTClient_free(topic);
    return 1;
}

static void on_connection_lost(void *context, char *cause)
{
    (void)context, (void)cause;
}

/* Called for a DISCONNECT packet of the server, which only MQTT 5.0 has. */
static void on_disconnected(void *context, MQTTProperties *properties, enum MQTTReasonCodes reason)
{
    (void)context, (void)properties;
    report("{\"event\":\"disconnected\",\"reason\":%d}", (int)reason);
}

static void add_text(MQTTProperties *properties, int identifier, const char *value)
{
    if (value == NULL) return;
    MQTTProperty property = { .identifier = identifier };
    property.value.data.data = (char *)value;
    property.value.data.len = (int)strlen(value);
    MQTTProperties_add(properties, &property);
}

static void add_number(MQTTProperties *properties, int identifier, const char *value)
{
    if (value == NULL) return;
    MQTTProperty property = { .identifier = identifier };
    switch (MQTTProperty_getType(identifier)) {
    case MQTTPROPERTY_TYPE_BYTE: property.value.byte = (unsigned char)atoi(value); break;
    case MQTTPROPERTY_TYPE_TWO_BYTE_INTEGER: property.value.integer2 = (unsigned short)atoi(value); break;
    default: property.value.integer4 = (unsigned int)strtoul(value, NULL, 10); break;
    }
    MQTTProperties_add(properties, &property);
}

static void add_user_properties(MQTTProperties *properties, const struct command *command, const char *name)
{
    for (int i = 0; i < command->count; i++) {
        if (strcmp(command->names[i], name) != 0) continue;
        const char *pair = command->values[i];
        const char *colon = strchr(pair, ':');
        MQTTProperty property = { .identifier = MQTTPROPERTY_CODE_USER_PROPERTY };
        property.value.data.data = (char *)pair;
        property.value.data.len = (int)(colon - pair);
        property.value.value.data = (char *)colon + 1;
        property.value.value.len = (int)strlen(colon + 1);
        MQTTProperties_add(properties, &property);
    }
}

static void connect_to_broker(const struct command *command)
{
    version = number(command, "version");
    char uri[256];
    snprintf(uri, sizeof uri, "tcp://%s:%s", field(command, "host"), field(command, "port"));
    MQTTClient_createOptions create = MQTTClient_createOptions_initializer;
    create.MQTTVersion = version;
    int code = MQTTClient_createWithOptions(
        &client, uri, field(command, "clientId"), MQTTCLIENT_PERSISTENCE_NONE, NULL, &create);
    if (code != MQTTCLIENT_SUCCESS) {
        report_error("create", code);
        return;
    }
    MQTTClient_setCallbacks(client, NULL, on_connection_lost, on_message, NULL);
    MQTTClient_connectOptions plain = MQTTClient_connectOptions_initializer;
    MQTTClient_connectOptions modern = MQTTClient_connectOptions_initializer5;
    MQTTClient_connectOptions options = version == MQTTVERSION_5 ? modern : plain;
    options.MQTTVersion = version;
    options.reliable = 0;
    options.username = field(command, "user");
    options.password = field(command, "password");
    MQTTClient_willOptions will = MQTTClient_willOptions_initializer;
    MQTTProperties will_properties = MQTTProperties_initializer;
    if (field(command, "willTopic") != NULL) {
        will.topicName = field(command, "willTopic");
        will.message = field(command, "willPayload");
        will.qos = number(command, "willQos");
        will.retained = number(command, "willRetain");
        options.will = &will;
        add_text(&will_properties, MQTTPROPERTY_CODE_CONTENT_TYPE, field(command, "willContentType"));
        add_user_properties(&will_properties, command, "willUserProperty");
    }
    const char *session_present = "null";
    if (version == MQTTVERSION_5) {
        MQTTClient_setDisconnected(client, NULL, on_disconnected);
        options.cleanstart = number(command, "clean");
        MQTTProperties properties = MQTTProperties_initializer;
        add_number(&properties, MQTTPROPERTY_CODE_SESSION_EXPIRY_INTERVAL, field(command, "sessionExpiry"));
        MQTTResponse response = MQTTClient_connect5(
            client, &options, &properties, options.will ? &will_properties : NULL);
        code = response.reasonCode;
        MQTTProperties_free(&properties);
        MQTTResponse_free(response);
    } else {
        options.cleansession = number(command, "clean");
        code = MQTTClient_connect(client, &options);
        /* The library shows the flag for these versions only. */
        session_present = options.returned.sessionPresent ? "true" : "false";
    }
    MQTTProperties_free(&will_properties);
    if (code < 0) report_error("connect", code);
    else report("{\"event\":\"connected\",\"reason\":%d,\"sessionPresent\":%s}", code, session_present);
}

static void subscribe_to_filter(const struct command *command)
{
    const char *filter = field(command, "filter");
    int qos = number(command, "qos");
    int granted;
    if (version == MQTTVERSION_5) {
        MQTTSubscribe_options options = MQTTSubscribe_options_initializer;
        options.noLocal = (unsigned char)number(command, "noLocal");
        options.retainAsPublished = (unsigned char)number(command, "retainAsPublished");
        options.retainHandling = (unsigned char)number(command, "retainHandling");
        MQTTProperties properties = MQTTProperties_initializer;
        add_number(&properties, MQTTPROPERTY_CODE_SUBSCRIPTION_IDENTIFIER, field(command, "id"));
        MQTTResponse response = MQTTClient_subscribe5(client, filter, qos, &options, &properties);
        granted = response.reasonCode;
        MQTTProperties_free(&properties);
        MQTTResponse_free(response);
    } else {
        /* The old call hides the granted QoS; this one returns it in place of the asked one. */
        char *filters[] = { (char *)filter };
        int code = MQTTClient_subscribeMany(client, 1, filters, &qos);
        granted = code == MQTTCLIENT_SUCCESS ? qos : code;
    }
    if (granted < 0) report_error("subscribe", granted);
    else report("{\"event\":\"subscribed\",\"reasons\":[%d]}", granted);
}

static void publish_message(const struct command *command)
{
    const char *topic = field(command, "topic");
    const char *payload = field(command, "payload") ? field(command, "payload") : "";
    int repeat = field(command, "repeat") ? number(command, "repeat") : 1;
    for (int sent = 0; sent < repeat; sent++) {
        MQTTClient_message message = MQTTClient_message_initializer;
        message.payload = (void *)payload;
        message.payloadlen = (int)strlen(payload);
        message.qos = number(command, "qos");
        message.retained = number(command, "retain");
        MQTTClient_deliveryToken token = 0;
        int code;
        if (version == MQTTVERSION_5) {
            add_text(&message.properties, MQTTPROPERTY_CODE_CONTENT_TYPE, field(command, "contentType"));
            add_text(&message.properties, MQTTPROPERTY_CODE_RESPONSE_TOPIC, field(command, "responseTopic"));
            add_text(&message.properties, MQTTPROPERTY_CODE_CORRELATION_DATA, field(command, "correlationData"));
            add_number(&message.properties, MQTTPROPERTY_CODE_MESSAGE_EXPIRY_INTERVAL, field(command, "messageExpiry"));
            add_number(
                &message.properties, MQTTPROPERTY_CODE_PAYLOAD_FORMAT_INDICATOR, field(command, "payloadFormat"));
            add_number(&message.properties, MQTTPROPERTY_CODE_TOPIC_ALIAS, field(command, "topicAlias"));
            add_user_properties(&message.properties, command, "userProperty");
            MQTTResponse response = MQTTClient_publishMessage5(client, topic, &message, &token);
            code = response.reasonCode;
            MQTTResponse_free(response);
            MQTTProperties_free(&message.properties);
        } else {
            code = MQTTClient_publishMessage(client, topic, &message, &token);
        }
        if (code == MQTTCLIENT_SUCCESS && message.qos > 0)
            code = MQTTClient_waitForCompletion(client, token, answer_milliseconds_max);
        if (code != MQTTCLIENT_SUCCESS) {
            report_error("publish", code);
            return;
        }
        if (field(command, "topicAlias") != NULL) topic = "";
    }
    report("{\"event\":\"published\"}");
}

static void disconnect_from_broker(void)
{
    int code;
    if (version == MQTTVERSION_5) code = MQTTClient_disconnect5(client, 0, MQTTREASONCODE_SUCCESS, NULL);
    else code = MQTTClient_disconnect(client, 0);
    if (code != MQTTCLIENT_SUCCESS) report_error("disconnect", code);
    else report("{\"event\":\"disconnected\",\"reason\":null}");
}

/* Cuts the line, in place, into the verb and its fields. */
static struct command parse(char *line)
{
    struct command command = { .count = 0 };
    line[strcspn(line, "\n")] = '\0';
    command.verb = strsep(&line, "\t");
    char *pair;
    while ((pair = strsep(&line, "\t")) != NULL && command.count < fields_max) {
        command.names[command.count] = strsep(&pair, "=");
        command.values[command.count++] = pair;
    }
    return command;
}

int main(void)
{
    char *line = NULL;
    size_t capacity = 0;
    while (getline(&line, &capacity, stdin) > 0) {
        struct command command = parse(line);
        if (strcmp(command.verb, "connect") == 0) connect_to_broker(&command);
        else if (strcmp(command.verb, "subscribe") == 0) subscribe_to_filter(&command);
        else if (strcmp(command.verb, "publish") == 0) publish_message(&command);
        else if (strcmp(command.verb, "disconnect") == 0) disconnect_from_broker();
        else report_error(command.verb, 0);
    }
    free(line);
    return 0;
}
