using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Heliograph.Server.Admin.Access;
using Heliograph.Server.Admin.Audit;
using Heliograph.Server.Admin.Bans;
using Heliograph.Server.Admin.Certificates;
using Heliograph.Server.Admin.Clients;
using Heliograph.Server.Admin.Configuration;
using Heliograph.Server.Admin.Events;
using Heliograph.Server.Admin.Http;
using Heliograph.Server.Admin.Keys;
using Heliograph.Server.Admin.Lists;
using Heliograph.Server.Admin.Listeners;
using Heliograph.Server.Admin.Live;
using Heliograph.Server.Admin.Login;
using Heliograph.Server.Admin.Overview;
using Heliograph.Server.Admin.Publishing;
using Heliograph.Server.Admin.Retained;
using Heliograph.Server.Admin.Topics;
using Heliograph.Server.Admin.Traces;
using Heliograph.Server.Admin.Users;
using Heliograph.Server.Admin.Why;
using Heliograph.Server.Instance;

namespace Heliograph.Server.Admin;

/// <summary>The JSON of the REST API, without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(Credentials))]
[JsonSerializable(typeof(SessionView))]
[JsonSerializable(typeof(OverviewAnswer))]
[JsonSerializable(typeof(HistoryAnswer))]
[JsonSerializable(typeof(HealthAnswer))]
[JsonSerializable(typeof(Page<ClientRow>), TypeInfoPropertyName = "PageClientRow")]
[JsonSerializable(typeof(ClientAnswer))]
[JsonSerializable(typeof(Page<QueuedRow>), TypeInfoPropertyName = "PageQueuedRow")]
[JsonSerializable(typeof(ClientReference))]
[JsonSerializable(typeof(Page<SubscriptionRow>), TypeInfoPropertyName = "PageSubscriptionRow")]
[JsonSerializable(typeof(Page<RetainedRow>), TypeInfoPropertyName = "PageRetainedRow")]
[JsonSerializable(typeof(RetainedTree))]
[JsonSerializable(typeof(TopicReference))]
[JsonSerializable(typeof(RetainedSelection))]
[JsonSerializable(typeof(RetainedDeletion))]
[JsonSerializable(typeof(PublishOrder))]
[JsonSerializable(typeof(PublishAnswer))]
[JsonSerializable(typeof(Page<EventRow>), TypeInfoPropertyName = "PageEventRow")]
[JsonSerializable(typeof(AccessAnswerRow))]
[JsonSerializable(typeof(HappenedAnswer))]
[JsonSerializable(typeof(Page<BanRow>), TypeInfoPropertyName = "PageBanRow")]
[JsonSerializable(typeof(BanRow))]
[JsonSerializable(typeof(BanOrder))]
[JsonSerializable(typeof(AclAnswer))]
[JsonSerializable(typeof(AclText))]
[JsonSerializable(typeof(AclCheck))]
[JsonSerializable(typeof(AclOrder))]
[JsonSerializable(typeof(AclAddition))]
[JsonSerializable(typeof(AclRemoval))]
[JsonSerializable(typeof(AclVersion))]
[JsonSerializable(typeof(Page<UserRow>), TypeInfoPropertyName = "PageUserRow")]
[JsonSerializable(typeof(UserOrder))]
[JsonSerializable(typeof(UserReference))]
[JsonSerializable(typeof(Page<KeyRow>), TypeInfoPropertyName = "PageKeyRow")]
[JsonSerializable(typeof(KeyOrder))]
[JsonSerializable(typeof(KeyCreated))]
[JsonSerializable(typeof(IdReference))]
[JsonSerializable(typeof(Page<AuditEntry>), TypeInfoPropertyName = "PageAuditEntry")]
[JsonSerializable(typeof(SubscriptionOrder))]
[JsonSerializable(typeof(SubscriptionReference))]
[JsonSerializable(typeof(ConfigurationAnswer))]
[JsonSerializable(typeof(ConfigurationText))]
[JsonSerializable(typeof(ConfigurationCheck))]
[JsonSerializable(typeof(ConfigurationOrder))]
[JsonSerializable(typeof(ConfigurationVersion))]
[JsonSerializable(typeof(ConfigurationOutcome))]
[JsonSerializable(typeof(ConfigurationHistory))]
[JsonSerializable(typeof(TopicPage))]
[JsonSerializable(typeof(ListenersAnswer))]
[JsonSerializable(typeof(ListenerReference))]
[JsonSerializable(typeof(CertificatesAnswer))]
[JsonSerializable(typeof(WhyAnswer))]
[JsonSerializable(typeof(Page<TraceRow>), TypeInfoPropertyName = "PageTraceRow")]
[JsonSerializable(typeof(TraceOrder))]
[JsonSerializable(typeof(TracePackets))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class AdminJson : JsonSerializerContext;
