// The library wants this before it is loaded; it is imported from here only.
import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { cryptoProvider } from '@peculiar/x509';

export * from '@peculiar/x509';

// Its types name the classes of a browser; Node's are the same.
cryptoProvider.set(webcrypto as never);
