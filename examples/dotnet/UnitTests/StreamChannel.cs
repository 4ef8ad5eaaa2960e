using System.Buffers;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using MQTTnet;
using MQTTnet.Adapter;
using MQTTnet.Channel;
using MQTTnet.Diagnostics.Logger;
using MQTTnet.Formatter;

namespace UnitTests;

/// <summary>Lets MQTTnet speak over any stream in place of a socket: <c>new MqttClientFactory().CreateMqttClient(new StreamAdapters(server.Connect))</c>.</summary>
internal sealed class StreamAdapters(Func<Stream> connect) : IMqttClientAdapterFactory
{
    public IMqttChannelAdapter CreateClientAdapter(MqttClientOptions options, MqttPacketInspector packetInspector, IMqttNetLogger logger) =>
        new MqttChannelAdapter(
            new StreamChannel(connect), new MqttPacketFormatterAdapter(options.ProtocolVersion, new MqttBufferWriter(options.WriterBufferSize, options.WriterBufferSizeMax)), logger)
        {
            PacketInspector = packetInspector,
        };

    private sealed class StreamChannel(Func<Stream> connect) : IMqttChannel
    {
        private Stream _stream = Stream.Null;

        public X509Certificate2? ClientCertificate => null;

        public EndPoint? LocalEndPoint => null;

        public EndPoint? RemoteEndPoint => null;

        public bool IsSecureConnection => false;

        public Task ConnectAsync(CancellationToken cancellationToken)
        {
            _stream = connect();
            return Task.CompletedTask;
        }

        public Task DisconnectAsync(CancellationToken cancellationToken)
        {
            Dispose();
            return Task.CompletedTask;
        }

        public Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            _stream.ReadAsync(buffer, offset, count, cancellationToken);

        public async Task WriteAsync(ReadOnlySequence<byte> buffer, bool isEndOfPacket, CancellationToken cancellationToken)
        {
            foreach (var segment in buffer) await _stream.WriteAsync(segment, cancellationToken);
        }

        public void Dispose() => _stream.Dispose();
    }
}
